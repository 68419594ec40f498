package dev.tollgate.workload.stream.tcp;

import dev.tollgate.core.machine.SimulatedClock;

/**
 * The receiving side of a TCP connection: which bytes are new, when to acknowledge, and how much
 * more may come.
 *
 * <p>Positions and times are as for {@link TcpSender}. Acknowledgements are due after more than one
 * full segment, 40 ms after a smaller amount, at once if a segment is not the one expected, and
 * when the program has read so much that the window doubles. The window is what fits three quarters
 * of the receive buffer: Linux keeps the rest for overhead (tcp_adv_win_scale = 2). Its right edge
 * never moves back, and small steps of it are not announced.
 *
 * <p>Simplified: what arrives beyond a gap is dropped, so the peer sends it again; the buffer does
 * not grow; the delay is always the least one of Linux, and segments are never acknowledged one by
 * one at a connection's start.
 */
public final class TcpReceiver {

  /** Picoseconds that an acknowledgement waits for a second segment. */
  public static final long DELAY = 40 * SimulatedClock.MILLISECOND;

  private final int mss;
  private final long capacity;

  private long expected;
  private long read;
  private long announcedEdge;
  private long acknowledged;
  private boolean due;
  private long deadline = TcpSender.NEVER;
  private long duplicates;
  private long gaps;

  /**
   * A receiver that has nothing.
   *
   * @param mss payload bytes of a full segment
   * @param buffer bytes of the receive buffer
   */
  public TcpReceiver(int mss, long buffer) {
    this.mss = mss;
    this.capacity = window(buffer);
    if (mss < 1 || capacity < 1) {
      throw new IllegalArgumentException("mss %d, buffer %d".formatted(mss, buffer));
    }
    this.announcedEdge = capacity;
  }

  /** Bytes of the window that a receive buffer of {@code buffer} bytes gives at most. */
  public static long window(long buffer) {
    return buffer - buffer / 4;
  }

  /**
   * A segment with payload arrived, or an empty one that probes.
   *
   * @param position of its first byte
   * @return how many of its bytes are taken: the last ones, from {@link #expected} as it was
   */
  public int receive(long position, int length, long now) {
    long end = position + length;
    if (position > expected || end <= expected || end > announcedEdge) {
      // A gap, nothing new, or beyond the window: say again what is expected.
      if (end <= expected) {
        duplicates++;
      } else {
        gaps++;
      }
      due = true;
      return 0;
    }
    int taken = (int) (end - expected);
    expected = end;
    if (expected - acknowledged > mss) {
      due = true;
    } else if (deadline == TcpSender.NEVER) {
      deadline = now + DELAY;
    }
    return taken;
  }

  /**
   * The program took bytes out of the buffer.
   *
   * @throws IllegalArgumentException if there are fewer
   */
  public void read(long bytes) {
    if (bytes < 0 || bytes > available()) {
      throw new IllegalArgumentException("%d bytes of %d".formatted(bytes, available()));
    }
    read += bytes;
    long left = announcedEdge - expected;
    if (2 * left <= capacity && edge() - expected >= Math.max(1, 2 * left)) {
      due = true;
    }
  }

  /** Whether an acknowledgement should go out now. */
  public boolean isDue() {
    return due;
  }

  /** When {@link #expire} is due, or {@link TcpSender#NEVER}. */
  public long deadline() {
    return deadline;
  }

  /** The timer ran out. */
  public void expire(long now) {
    if (now >= deadline) {
      due = true;
    }
  }

  /**
   * An acknowledgement goes out, alone or on a segment with payload: everything up to {@link
   * #expected} is acknowledged.
   *
   * @return bytes of the window to announce
   */
  public long acknowledge() {
    announcedEdge = edge();
    acknowledged = expected;
    due = false;
    deadline = TcpSender.NEVER;
    return announcedEdge - expected;
  }

  /** Where the window may end now. */
  private long edge() {
    long edge = read + capacity;
    boolean silly = edge - expected < Math.min(mss, capacity / 2);
    return silly ? announcedEdge : Math.max(announcedEdge, edge);
  }

  /** Position of the next byte expected. */
  public long expected() {
    return expected;
  }

  /** Bytes that wait to be read. */
  public long available() {
    return expected - read;
  }

  /** Position after the last byte read. */
  public long position() {
    return read;
  }

  /** Position after the last byte that the peer was told it may send. */
  public long announcedEdge() {
    return announcedEdge;
  }

  /** Segments that brought nothing new. */
  public long duplicates() {
    return duplicates;
  }

  /** Segments dropped because one before them was missing, or for lack of room. */
  public long gaps() {
    return gaps;
  }
}
