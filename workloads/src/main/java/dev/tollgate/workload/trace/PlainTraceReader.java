package dev.tollgate.workload.trace;

import dev.tollgate.core.error.BadInputException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over the plain format: one request a line, words separated by blanks, {@code #} before a
 * comment.
 *
 * <pre>
 * table ENTRIES [BOUNDARY]       before the first map or unmap
 * map ID NPAGES [ALIGN]          ALIGN in entries, a power of two, default 1
 * unmap ID
 * cache NAME SIZE ALIGN FLAGS    FLAGS: - or words joined by |
 * kmalloc ID SIZE
 * kfree ID
 * alloc NAME ID
 * free NAME ID
 * </pre>
 *
 * <p>Such a file is written by a program, so every odd line is an error: {@link #next} throws
 * {@link BadInputException} with file, line and what was expected. A damaged gzip file is an error
 * too, at its end. Object numbers are not followed here: that one is mapped twice, or unmapped
 * unmapped, is for the replay to find.
 */
public final class PlainTraceReader implements TraceReader {

  /** The boundary of a {@code table} line that gives none, in entries. */
  public static final long DEFAULT_BOUNDARY = 1 << 20;

  private static final int MOST_WORDS = 8;
  private static final int MOST_DIGITS = 18;
  private static final byte[] MAP = {'m', 'a', 'p', ' '};
  private static final byte[] UNMAP = {'u', 'n', 'm', 'a', 'p', ' '};
  private static final int MOST_NAMES = 1 << 20;

  private final LineReader lines;
  private final ReadingStatistics statistics;
  private final NameTable names = new NameTable(MOST_NAMES);
  private final int[] wordStart = new int[MOST_WORDS];
  private final int[] wordEnd = new int[MOST_WORDS];
  private PlainEventKind kind = PlainEventKind.TABLE;
  private int cursor;
  private boolean mapped;
  private boolean tabled;
  private long id;
  private long size;
  private long alignment;
  private int name;
  private String flags = "-";

  PlainTraceReader(LineReader lines) {
    this.lines = lines;
    this.statistics = new ReadingStatistics(lines.source());
  }

  /** Tells whether a line begins with one of the format's words. */
  static boolean isEvent(byte[] text, int start, int end) {
    int from = start;
    while (from < end && isBlank(text[from])) {
      from++;
    }
    int to = from;
    while (to < end && !isBlank(text[to])) {
      to++;
    }
    return kind(text, from, to) != null;
  }

  @Override
  public boolean next() {
    while (lines.next()) {
      statistics.lines++;
      if (isPlainMapping()) {
        statistics.events++;
        return true;
      }
      int words = split();
      if (words == 0 || lines.buffer()[wordStart[0]] == '#') {
        statistics.comments++;
      } else {
        read(words);
        statistics.events++;
        return true;
      }
    }
    String damage = lines.damage();
    if (damage != null) {
      throw error(damage);
    }
    return false;
  }

  /** Returns what the line asks for. */
  public PlainEventKind kind() {
    return kind;
  }

  /** Returns the object's number: not negative; -1 for {@code table} and {@code cache}. */
  public long id() {
    return id;
  }

  /**
   * Returns the size: of a {@code table} in entries, of a {@code map} in pages, else in bytes; 0 if
   * the line has none.
   */
  public long size() {
    return size;
  }

  /**
   * Returns the alignment: of a {@code map} in entries, of a {@code cache} in bytes; for a {@code
   * table} the boundary that no area may cross, in entries.
   */
  public long alignment() {
    return alignment;
  }

  /** Returns the number of the cache's name in {@link #names}, or -1. */
  public int name() {
    return name;
  }

  /** Returns the flags of a {@code cache} line, words joined by {@code |}, or {@code -}. */
  public String flags() {
    return flags;
  }

  /** Returns the cache names met. */
  public NameTable names() {
    return names;
  }

  /**
   * Reads a line {@code map ID NPAGES [ALIGN]} or {@code unmap ID} in one go, if it is written just
   * so: nearly all lines of a long trace are. Whatever is odd about others is found word by word.
   */
  private boolean isPlainMapping() {
    if (!lines.ended() || lines.overlong()) {
      return false;
    }
    byte[] text = lines.buffer();
    int end = lines.end();
    int start = lines.start();
    if (startsWith(text, start, end, UNMAP)) {
      cursor = start + UNMAP.length;
      long object = digits(text, end);
      return object >= 0 && cursor == end && enter(PlainEventKind.UNMAP, object, 0, 1);
    }
    if (!startsWith(text, start, end, MAP)) {
      return false;
    }
    cursor = start + MAP.length;
    long object = digits(text, end);
    long pages = object >= 0 ? digitsBehindBlank(text, end) : -1;
    long align = pages > 0 && cursor < end ? digitsBehindBlank(text, end) : 1;
    return pages > 0
        && cursor == end
        && Long.bitCount(align) == 1
        && enter(PlainEventKind.MAP, object, pages, align);
  }

  private boolean enter(PlainEventKind found, long object, long pages, long align) {
    mapped = true;
    kind = found;
    id = object;
    size = pages;
    alignment = align;
    name = -1;
    return true;
  }

  private static boolean startsWith(byte[] text, int start, int end, byte[] word) {
    if (end - start < word.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (text[start + i] != word[i]) {
        return false;
      }
    }
    return true;
  }

  private long digitsBehindBlank(byte[] text, int end) {
    if (cursor == end || text[cursor] != ' ') {
      return -1;
    }
    cursor++;
    return digits(text, end);
  }

  /** The decimal number at {@link #cursor}, which moves behind it; -1 if there is none. */
  private long digits(byte[] text, int end) {
    int from = cursor;
    int at = from;
    long value = 0;
    while (at < end && text[at] >= '0' && text[at] <= '9') {
      value = 10 * value + (text[at++] - '0');
    }
    cursor = at;
    return at > from && at - from <= MOST_DIGITS ? value : -1;
  }

  private void read(int words) {
    if (!lines.ended() && lines.damage() != null) {
      throw error("the line is cut short: " + lines.damage());
    }
    byte[] text = lines.buffer();
    PlainEventKind found = kind(text, wordStart[0], wordEnd[0]);
    if (found == null) {
      throw error(
          "unknown word '"
              + word(0)
              + "'; expected table, map, unmap, cache, kmalloc, kfree, alloc or free");
    }
    if (lines.overlong() || !found.takes(words - 1)) {
      throw error(
          "'" + lines.text() + "' has too many or too few words; expected " + found.shape());
    }
    kind = found;
    id = -1;
    name = -1;
    size = 0;
    alignment = 1;
    switch (found) {
      case TABLE -> table(words);
      case MAP -> {
        mapped = true;
        id = number(1, "ID", 0);
        size = number(2, "NPAGES", 1);
        alignment = words > 3 ? powerOfTwo(3, "ALIGN") : 1;
      }
      case UNMAP -> {
        mapped = true;
        id = number(1, "ID", 0);
      }
      case CACHE -> {
        name = names.idOf(text, wordStart[1], wordEnd[1]);
        size = number(2, "SIZE", 1);
        alignment = number(3, "ALIGN", 0);
        flags = word(4);
      }
      case KMALLOC -> {
        id = number(1, "ID", 0);
        size = number(2, "SIZE", 0);
      }
      case KFREE -> id = number(1, "ID", 0);
      case ALLOC, FREE -> {
        name = names.idOf(text, wordStart[1], wordEnd[1]);
        id = number(2, "ID", 0);
      }
    }
  }

  private void table(int words) {
    if (mapped || tabled) {
      throw error("a table line must come once, before the first map or unmap");
    }
    tabled = true;
    size = number(1, "ENTRIES", 1);
    alignment = words > 2 ? powerOfTwo(2, "BOUNDARY") : DEFAULT_BOUNDARY;
  }

  private long powerOfTwo(int word, String what) {
    long value = number(word, what, 1);
    if ((value & (value - 1)) != 0) {
      throw error(what + " is " + value + "; expected a power of two");
    }
    return value;
  }

  private long number(int word, String what, long least) {
    byte[] text = lines.buffer();
    int from = wordStart[word];
    int to = wordEnd[word];
    long value = 0;
    boolean good = to - from <= MOST_DIGITS;
    for (int i = from; i < to && good; i++) {
      int digit = text[i] - '0';
      good = digit >= 0 && digit <= 9;
      value = 10 * value + digit;
    }
    if (!good || value < least) {
      throw error(
          what
              + " is '"
              + word(word)
              + "'; expected a decimal number of at least "
              + least
              + ", as in "
              + kind.shape());
    }
    return value;
  }

  private int split() {
    byte[] text = lines.buffer();
    int end = lines.end();
    int i = lines.start();
    int words = 0;
    while (true) {
      while (i < end && isBlank(text[i])) {
        i++;
      }
      if (i == end || words == MOST_WORDS) {
        return words;
      }
      wordStart[words] = i;
      while (i < end && !isBlank(text[i])) {
        i++;
      }
      wordEnd[words++] = i;
    }
  }

  private String word(int word) {
    return LineReader.text(lines.buffer(), wordStart[word], wordEnd[word]);
  }

  private RuntimeException error(String reason) {
    return TraceErrors.badInput(file(), lines.number(), reason);
  }

  private static @Nullable PlainEventKind kind(byte[] text, int from, int to) {
    for (PlainEventKind kind : KINDS) {
      if (kind.spelt(text, from, to)) {
        return kind;
      }
    }
    return null;
  }

  private static final PlainEventKind[] KINDS = PlainEventKind.values();

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  @Override
  public long line() {
    return lines.number();
  }

  @Override
  public ReadingStatistics statistics() {
    return statistics;
  }

  @Override
  public TraceFormat format() {
    return TraceFormat.PLAIN;
  }

  @Override
  public Path file() {
    return lines.source().file();
  }

  @Override
  public void close() {
    lines.close();
  }
}
