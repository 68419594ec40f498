package dev.tollgate.workload.trace;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reader counted on its way through a file: events, and every line that was odd.
 *
 * <p>No odd line of a kernel trace or unit log stops a reading; it is counted here, and the first
 * few are kept in words.
 */
public final class ReadingStatistics {

  private static final int KEPT_EXAMPLES = 5;

  private final TextSource source;
  private final List<String> examples = new ArrayList<>();
  private final BitSet cpus = new BitSet();

  /** A step back by more than this is not disorder but a new recording. */
  private static final long RESTART_NANOS = 1_000_000_000L;

  private int lastCpu = -1;
  private long shift;
  long lines;
  long comments;
  long events;
  long foreignEvents;
  long otherLines;
  long malformedEvents;
  long lostEvents;
  long lossesOfUnknownSize;
  long backwardSteps;
  long restarts;
  long firstNanos;
  long lastNanos;

  ReadingStatistics(TextSource source) {
    this.source = source;
  }

  /** Returns the file's name, without its folders. */
  public String fileName() {
    return String.valueOf(source.file().getFileName());
  }

  /** Returns the lines read, all kinds. */
  public long lines() {
    return lines;
  }

  /** Returns the lines that are empty or begin with {@code #}. */
  public long comments() {
    return comments;
  }

  /** Returns the events delivered. */
  public long events() {
    return events;
  }

  /** Returns the well-formed events whose name the reader does not know, or was told to skip. */
  public long foreignEvents() {
    return foreignEvents;
  }

  /** Returns the lines that are no event at all: stack traces, banners, lines cut in their head. */
  public long otherLines() {
    return otherLines;
  }

  /** Returns the events of a known name whose text lacks something or makes no sense. */
  public long malformedEvents() {
    return malformedEvents;
  }

  /** Returns the events that the kernel says it lost, where it says how many. */
  public long lostEvents() {
    return lostEvents;
  }

  /** Returns how often the kernel says that it lost events without saying how many. */
  public long lossesOfUnknownSize() {
    return lossesOfUnknownSize;
  }

  /**
   * Returns how often an event's time lies before the latest time so far, by a second at most: the
   * buffers of several CPUs are merged by a time that is not exact.
   */
  public long backwardSteps() {
    return backwardSteps;
  }

  /**
   * Returns how often the time fell back by more than a second, as where recordings follow each
   * other in one file. Time then goes on from the latest time so far.
   */
  public long restarts() {
    return restarts;
  }

  /** Returns the time of the first event, in nanoseconds as printed; 0 if there was none. */
  public long firstNanos() {
    return firstNanos;
  }

  /** Returns the latest time, in nanoseconds, counted on through restarts; 0 if there was none. */
  public long lastNanos() {
    return lastNanos;
  }

  /** Returns the CPUs that events came from, ascending. */
  public List<Integer> cpus() {
    return cpus.stream().boxed().toList();
  }

  /** Returns the first few odd lines, each with its number and what is odd. */
  public List<String> examples() {
    return List.copyOf(examples);
  }

  /** Returns why the file ended early (a truncated or damaged gzip), or null if it did not. */
  public @Nullable String damage() {
    return source.damage();
  }

  /** Returns how many bytes of the file, packed if it is packed, have been taken from the disk. */
  public long bytesTaken() {
    return source.position();
  }

  /** Returns the file's size in bytes. */
  public long bytesInFile() {
    return source.size();
  }

  /**
   * Notes the time of an event's line, known or not, and returns the event's place in time: as
   * printed, but never before an earlier line's.
   */
  long timed(long printedNanos) {
    long nanos = printedNanos + shift;
    if (events + foreignEvents + malformedEvents == 0) {
      firstNanos = nanos;
      lastNanos = nanos;
    } else if (nanos >= lastNanos) {
      lastNanos = nanos;
    } else if (lastNanos - nanos <= RESTART_NANOS) {
      backwardSteps++;
    } else {
      shift += lastNanos - nanos;
      restarts++;
    }
    return lastNanos;
  }

  void ranOn(int cpu) {
    if (cpu != lastCpu && cpu >= 0) {
      lastCpu = cpu;
      if (cpu < 1 << 16) {
        cpus.set(cpu);
      }
    }
  }

  void odd(LineReader line, String what) {
    if (examples.size() < KEPT_EXAMPLES) {
      examples.add("line " + line.number() + ": " + what + ": " + line.text());
    }
  }
}
