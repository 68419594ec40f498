package dev.tollgate.workload.trace;

import org.jspecify.annotations.Nullable;

/**
 * The lines of a text, one at a time, as ranges of one reused buffer.
 *
 * <p>A line ends at a line feed or at the end of the text; a carriage return before the line feed
 * is left out. Lines longer than {@link #LONGEST} bytes are cut there and marked {@link #overlong}.
 */
final class LineReader implements AutoCloseable {

  /** The longest line delivered whole, in bytes; the longest real one known has about 8000. */
  static final int LONGEST = 1 << 16;

  private static final int BUFFER_BYTES = 1 << 18;

  private final TextSource source;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int filled;
  private int next;
  private boolean drained;
  private int start;
  private int end;
  private long number;
  private boolean overlong;
  private boolean ended;

  LineReader(TextSource source) {
    this.source = source;
  }

  /** Moves to the next line; false if there is none. */
  boolean next() {
    if (overlong && !skipRest()) {
      return false;
    }
    overlong = false;
    int from = next;
    int scanned = from;
    while (true) {
      int feed = lineFeed(buffer, scanned, filled);
      if (feed >= 0) {
        return deliver(from, feed, true);
      }
      if (filled - from >= LONGEST) {
        overlong = true;
        return deliver(from, from + LONGEST, false);
      }
      scanned = filled;
      if (drained) {
        return filled > from && deliver(from, filled, false);
      }
      if (from > 0 && filled == buffer.length) {
        System.arraycopy(buffer, from, buffer, 0, filled - from);
        scanned -= from;
        filled -= from;
        from = 0;
        next = 0;
      }
      fill();
    }
  }

  /**
   * Fills the buffer, before the first line is asked for, and returns the number of bytes that can
   * be looked at in it from 0 on.
   */
  int prefetch() {
    while (!drained && filled < buffer.length) {
      fill();
    }
    return filled;
  }

  byte[] buffer() {
    return buffer;
  }

  /** Returns where the line begins in {@link #buffer}. */
  int start() {
    return start;
  }

  /** Returns where the line ends in {@link #buffer}, line feed excluded. */
  int end() {
    return end;
  }

  /** Returns the line's number in the file, from 1. */
  long number() {
    return number;
  }

  /** Tells whether the line was cut because it is longer than {@link #LONGEST}. */
  boolean overlong() {
    return overlong;
  }

  /** Tells whether a line feed ended the line; false for the last line of a text cut short. */
  boolean ended() {
    return ended;
  }

  /** Returns the line as text, cut after 100 bytes: for messages. */
  String text() {
    return text(buffer, start, end);
  }

  /** Returns {@code bytes[from, to)} as text, cut after 100 bytes: for messages. */
  static String text(byte[] bytes, int from, int to) {
    int stop = Math.min(to, from + 100);
    StringBuilder text = new StringBuilder(stop - from + 3);
    for (int i = from; i < stop; i++) {
      int b = bytes[i] & 0xff;
      text.append(b >= 0x20 && b < 0x7f ? (char) b : '?');
    }
    return text.append(stop < to ? "..." : "").toString();
  }

  @Nullable String damage() {
    return source.damage();
  }

  TextSource source() {
    return source;
  }

  @Override
  public void close() {
    source.close();
  }

  private boolean deliver(int from, int to, boolean feed) {
    start = from;
    end = feed && to > from && buffer[to - 1] == '\r' ? to - 1 : to;
    next = feed ? to + 1 : to;
    ended = feed;
    number++;
    return true;
  }

  private boolean skipRest() {
    while (true) {
      int feed = lineFeed(buffer, next, filled);
      if (feed >= 0) {
        next = feed + 1;
        return true;
      }
      next = 0;
      filled = 0;
      if (drained) {
        return false;
      }
      fill();
    }
  }

  private void fill() {
    int count = source.read(buffer, filled, buffer.length - filled);
    if (count < 0) {
      drained = true;
    } else {
      filled += count;
    }
  }

  private static int lineFeed(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
