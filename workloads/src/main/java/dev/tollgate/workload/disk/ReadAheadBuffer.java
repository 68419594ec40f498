package dev.tollgate.workload.disk;

import java.util.Arrays;

/**
 * What one rotating disk has in its buffer: the areas it read last, the latest of which grows while
 * the disk has nothing else to do.
 */
final class ReadAheadBuffer {

  /** Returned by {@link #hit} if the disk must go and read. */
  static final long MISS = -1;

  private static final int AREAS = 8;
  private static final long NOWHERE = -1;

  private final long most;
  private final long rate;
  private final long[] starts = new long[AREAS];
  private final long[] ends = new long[AREAS];
  private int latest;
  private long head;
  private long headAt;

  /**
   * An empty buffer.
   *
   * @param most bytes that are read on at most
   * @param rate bytes a second
   */
  ReadAheadBuffer(long most, long rate) {
    this.most = most;
    this.rate = rate;
    Arrays.fill(starts, NOWHERE);
    Arrays.fill(ends, NOWHERE);
  }

  /**
   * When {@code bytes} from {@code at} are in the buffer, if the disk need not move its head for
   * them.
   *
   * @param now picoseconds at which it could begin
   * @return picoseconds, or {@link #MISS}
   */
  long hit(long at, int bytes, long now) {
    readOn(now);
    for (int i = 0; i < AREAS; i++) {
      if (starts[i] != NOWHERE && at >= starts[i] && at + bytes <= ends[i]) {
        return now;
      }
    }
    if (starts[latest] == NOWHERE || at < starts[latest] || at > ends[latest]) {
      return MISS;
    }
    long missing = at + bytes - ends[latest];
    ends[latest] = at + bytes;
    head = ends[latest];
    headAt = now + time(missing);
    return headAt;
  }

  /** The disk has moved its head and read, which ended at {@code now}. */
  void read(long at, int bytes, long now) {
    latest = (latest + 1) % AREAS;
    starts[latest] = at;
    ends[latest] = at + bytes;
    head = at + bytes;
    headAt = now;
  }

  /** What was written is no longer in the buffer. */
  void drop(long at, int bytes) {
    for (int i = 0; i < AREAS; i++) {
      if (at < ends[i] && at + bytes > starts[i]) {
        starts[i] = NOWHERE;
        ends[i] = NOWHERE;
      }
    }
  }

  /** Where the head is: byte of the disk. */
  long head() {
    return head;
  }

  private void readOn(long now) {
    if (starts[latest] == NOWHERE || now <= headAt) {
      return;
    }
    long microseconds = Math.min((now - headAt) / 1_000_000, most * 1_000_000 / rate);
    ends[latest] += microseconds * (rate / 1_000) / 1_000;
    starts[latest] = Math.max(starts[latest], ends[latest] - 2 * most);
    head = ends[latest];
    headAt = now;
  }

  private long time(long bytes) {
    return bytes * 1_000_000 / (rate / 1_000_000);
  }
}
