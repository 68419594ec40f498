package dev.tollgate.workload.trace;

/**
 * The part of a kernel trace line before the event's own text: task, process, CPU, time, event
 * name.
 *
 * <p>One parser for what the trace file, {@code trace-cmd report} and {@code perf script} print:
 *
 * <pre>
 *          &lt;idle&gt;-0       [000] d.h..     6.299399: unmap: IOMMU: ...
 *          iperf3-64      (   64) [000] d.h..     6.299399: unmap: IOMMU: ...
 *          iperf3-64    [000]     6.299399123: unmap:                IOMMU: ...
 *          iperf3    64 [000]     6.299399:     iommu:unmap: IOMMU: ...
 * </pre>
 *
 * <p>A task may call itself anything, so the line is read from its one sure mark, the first {@code
 * seconds.fraction: name:} at or behind column 16 (a name has at most 15 bytes and the trace file
 * and the tools set it in 16), and only if there is none from the first column on.
 */
final class LineHeader {

  private static final int TASK_COLUMNS = 16;
  private static final long NANOS = 1_000_000_000L;
  private static final long MAX_SECONDS = Long.MAX_VALUE / NANOS - 1;

  private long timeNanos;
  private int cpu;
  private int process;
  private int taskStart;
  private int taskEnd;
  private int nameStart;
  private int nameEnd;
  private boolean systemNamed;
  private int payload;

  /** Parses {@code text[start, end)}; false if the line is no event. */
  boolean parse(byte[] text, int start, int end) {
    int column = start + TASK_COLUMNS;
    if (column < end && find(text, start, column, end)) {
      return true;
    }
    return find(text, start, start, Math.min(end, column + 2 * TASK_COLUMNS));
  }

  /** Returns the line's time in nanoseconds, as printed (seconds since boot, as a rule). */
  long timeNanos() {
    return timeNanos;
  }

  /** Returns the CPU, or -1 if the line has none. */
  int cpu() {
    return cpu;
  }

  /** Returns the thread's number, or -1 if the line has none. */
  int process() {
    return process;
  }

  int taskStart() {
    return taskStart;
  }

  int taskEnd() {
    return taskEnd;
  }

  /** Returns where the event's name begins, behind {@code system:} if that is printed. */
  int nameStart() {
    return nameStart;
  }

  int nameEnd() {
    return nameEnd;
  }

  /** Tells whether the name was printed as {@code system:event}, as {@code perf script} does. */
  boolean systemNamed() {
    return systemNamed;
  }

  /** Returns where the event's own text begins. */
  int payload() {
    return payload;
  }

  private boolean find(byte[] text, int start, int from, int end) {
    for (int i = from; i < end; i++) {
      if (text[i] == ':' && i > start && isDigit(text[i - 1]) && name(text, i + 1, end)) {
        int timeStart = time(text, start, i);
        if (timeStart >= 0) {
          origin(text, start, timeStart);
          return true;
        }
      }
    }
    return false;
  }

  /** Reads blanks and {@code name:} or {@code system:name:} at {@code from}. */
  private boolean name(byte[] text, int from, int end) {
    int i = from;
    while (i < end && text[i] == ' ') {
      i++;
    }
    if (i == from) {
      return false;
    }
    nameStart = i;
    i = word(text, i, end);
    if (i == nameStart || i >= end || text[i] != ':') {
      return false;
    }
    systemNamed = false;
    int second = word(text, i + 1, end);
    if (second > i + 1 && second < end && text[second] == ':') {
      nameStart = i + 1;
      i = second;
      systemNamed = true;
    }
    nameEnd = i;
    payload = i + 1;
    return true;
  }

  /** Reads {@code seconds.fraction} that ends at {@code colon}; returns where it begins or -1. */
  private int time(byte[] text, int start, int colon) {
    int i = colon - 1;
    long fraction = 0;
    long scale = 1;
    while (i >= start && isDigit(text[i]) && scale < NANOS) {
      fraction += (text[i] - '0') * scale;
      scale *= 10;
      i--;
    }
    if (i < start || text[i] != '.') {
      return -1;
    }
    i--;
    long seconds = 0;
    long tens = 1;
    int last = i;
    while (i >= start && isDigit(text[i]) && tens < MAX_SECONDS) {
      seconds += (text[i] - '0') * tens;
      tens *= 10;
      i--;
    }
    if (i == last || seconds > MAX_SECONDS) {
      return -1;
    }
    timeNanos = seconds * NANOS + fraction * (NANOS / scale);
    if (i >= start && text[i] == '-' && (i == start || text[i - 1] == ' ')) {
      timeNanos = -timeNanos;
      i--;
    }
    return i < start || text[i] == ' ' ? i + 1 : -1;
  }

  /** Reads, from right to left, flags, CPU, thread group, process and task. */
  private void origin(byte[] text, int start, int timeStart) {
    cpu = -1;
    process = -1;
    int i = skipBlanks(text, start, timeStart);
    int token = tokenStart(text, start, i);
    if (i > start && text[i - 1] != ']' && !isProcess(text, token, i)) {
      i = skipBlanks(text, start, token);
      token = tokenStart(text, start, i);
    }
    if (i > start && text[i - 1] == ']') {
      cpu = number(text, token + 1, i - 1);
      i = skipBlanks(text, start, token);
    }
    if (i > start && text[i - 1] == ')') {
      while (i > start && text[i - 1] != '(') {
        i--;
      }
      i = skipBlanks(text, start, Math.max(start, i - 1));
    }
    int digits = i;
    while (digits > start && isDigit(text[digits - 1])) {
      digits--;
    }
    process = number(text, digits, i);
    if (digits > start && text[digits - 1] == '/') {
      digits--;
      while (digits > start && isDigit(text[digits - 1])) {
        digits--;
      }
    }
    boolean dash = digits > start && text[digits - 1] == '-';
    taskEnd = dash ? digits - 1 : skipBlanks(text, start, digits);
    taskStart = start;
    while (taskStart < taskEnd && text[taskStart] == ' ') {
      taskStart++;
    }
  }

  private static int skipBlanks(byte[] text, int start, int end) {
    int i = end;
    while (i > start && text[i - 1] == ' ') {
      i--;
    }
    return i;
  }

  private static int tokenStart(byte[] text, int start, int end) {
    int i = end;
    while (i > start && text[i - 1] != ' ') {
      i--;
    }
    return i;
  }

  private static boolean isProcess(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isDigit(text[i]) && text[i] != '/') {
        return false;
      }
    }
    return to > from;
  }

  private static int number(byte[] text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      if (!isDigit(text[i]) || value > 99_999_999) {
        return -1;
      }
      value = 10 * value + text[i] - '0';
    }
    return to > from ? value : -1;
  }

  private static int word(byte[] text, int from, int end) {
    int i = from;
    while (i < end && isWord(text[i])) {
      i++;
    }
    return i;
  }

  private static boolean isWord(byte b) {
    return (b >= 'a' && b <= 'z') || isDigit(b) || b == '_' || (b >= 'A' && b <= 'Z');
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
