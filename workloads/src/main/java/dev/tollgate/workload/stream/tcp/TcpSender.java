package dev.tollgate.workload.stream.tcp;

/**
 * The sending side of a TCP connection: which bytes of its write queue may go out now.
 *
 * <p>Bytes are numbered from 0 by their position in the stream; the caller turns positions into
 * 32-bit sequence numbers. Time comes with each call, in picoseconds, and must not run backwards.
 *
 * <p>Modelled after Linux 2.6: the window of the peer, slow start and congestion avoidance, Nagle
 * with Minshall's modification, TCP_NODELAY and TCP_CORK, segmentation offload with its deferral
 * until a third of the window is open, retransmission after three equal acknowledgements or a
 * timeout, window probes, and a send buffer that grows to twice the congestion window unless the
 * program fixed it.
 *
 * <p>Simplified: connections are open from the start and never closed; there are no selective
 * acknowledgements: after a loss everything from the lost byte on is sent again, as {@link
 * TcpReceiver} keeps nothing that arrives beyond a gap; the send buffer counts payload, not the
 * memory that holds it; congestion control is that of RFC 5681, not BIC.
 */
public final class TcpSender {

  /** A time that never comes. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final int DUPLICATES_OF_A_LOSS = 3;
  private static final int OFFLOAD_WINDOW_DIVISOR = 3;

  private final int mss;
  private final int most;
  private final SmallSegments small;
  private final long largestBuffer;
  private final CongestionWindow congestion;
  private final RoundTrip roundTrip = new RoundTrip();

  private long buffer;
  private long written;
  private long acknowledged;
  private long next;
  private long highest;
  private long windowEdge;
  private long smallEnd;
  private long recovered;
  private int duplicates;
  private int forced;
  private boolean probe;
  private long deadline = NEVER;
  private long timedEnd = -1;
  private long timedAt;
  private long retransmissions;
  private long timeouts;

  /**
   * A sender with nothing to send.
   *
   * @param mss most payload bytes of a segment on the wire
   * @param most most payload bytes handed down at once: {@code mss}, or with segmentation offload
   *     more; rounded down to a multiple of {@code mss}
   * @param buffer bytes of the send buffer at first
   * @param largestBuffer what the send buffer may grow to; {@code buffer} if it is fixed
   * @param window bytes the peer is ready to take
   */
  public TcpSender(
      int mss, int most, SmallSegments small, long buffer, long largestBuffer, long window) {
    if (mss < 1 || most < mss || buffer < 1 || largestBuffer < buffer || window < 0) {
      throw new IllegalArgumentException(
          "mss %d, most %d, buffer %d of %d, window %d"
              .formatted(mss, most, buffer, largestBuffer, window));
    }
    this.mss = mss;
    this.most = most - most % mss;
    this.small = small;
    this.buffer = buffer;
    this.largestBuffer = largestBuffer;
    this.windowEdge = window;
    this.congestion = new CongestionWindow(mss);
  }

  /** Bytes that fit the send buffer now; 0 if a program would have to wait. */
  public long room() {
    return Math.max(0, buffer - (written - acknowledged));
  }

  /**
   * Puts bytes at the end of the write queue.
   *
   * @throws IllegalArgumentException if there is no {@link #room} for them
   */
  public void write(long bytes) {
    if (bytes < 0 || bytes > room()) {
      throw new IllegalArgumentException("%d bytes, but room for %d".formatted(bytes, room()));
    }
    written += bytes;
  }

  /**
   * Payload bytes that may be sent now in one segment, from {@link #next} on; with segmentation
   * offload several segments' worth. 0 if none may. Tell what was done by {@link #sent}.
   */
  public int segment(long now) {
    if (forced > 0) {
      return forced;
    }
    long unsent = written - next;
    if (unsent == 0) {
      return 0;
    }
    long inFlight = next - acknowledged;
    long window = windowEdge - next;
    long room = Math.min(window, congestion.bytes() - inFlight);
    if (unsent >= mss) {
      if (room >= mss) {
        return full(Math.min(unsent, room), unsent, inFlight);
      }
    } else if (room >= unsent && maySendSmall(inFlight)) {
      return (int) unsent;
    }
    if (inFlight == 0 && deadline == NEVER && window < Math.min(unsent, mss)) {
      deadline = now + roundTrip.timeout();
    }
    return 0;
  }

  private int full(long limit, long unsent, long inFlight) {
    int bytes = (int) Math.min(limit, most);
    bytes -= bytes % mss;
    if (bytes < most && bytes < unsent - unsent % mss && inFlight > 0) {
      // More would follow at the next acknowledgement: tcp_tso_should_defer.
      long window = Math.min(windowEdge - acknowledged, congestion.bytes());
      if (bytes < Math.min(most, window / OFFLOAD_WINDOW_DIVISOR)) {
        return 0;
      }
    }
    return bytes;
  }

  private boolean maySendSmall(long inFlight) {
    return switch (small) {
      case NODELAY -> true;
      case CORK -> false;
      case NAGLE -> inFlight == 0 || smallEnd <= acknowledged;
    };
  }

  /** The bytes that {@link #segment} named went out. */
  public void sent(int bytes, long now) {
    if (bytes % mss != 0) {
      smallEnd = next + bytes;
    }
    forced = 0;
    if (next < highest) {
      retransmissions++;
    }
    next += bytes;
    if (next > highest) {
      highest = next;
      if (timedEnd < 0) {
        timedEnd = next;
        timedAt = now;
      }
    }
    if (deadline == NEVER) {
      deadline = now + roundTrip.timeout();
    }
  }

  /**
   * A segment of the peer acknowledges.
   *
   * @param upTo position of the first byte it does not have
   * @param window bytes from there that it is ready to take
   * @param payload whether the segment carries bytes of its own: it is no duplicate then
   */
  public void acknowledge(long upTo, long window, boolean payload, long now) {
    if (upTo > highest || upTo < acknowledged) {
      return;
    }
    long edge = upTo + window;
    if (upTo > acknowledged) {
      advance(upTo, now);
    } else if (!payload && edge == windowEdge && next > acknowledged) {
      duplicate();
    }
    if (edge > windowEdge) {
      windowEdge = edge;
      forced = 0;
    }
    if (next == acknowledged) {
      deadline = NEVER;
    }
  }

  private void advance(long upTo, long now) {
    long newly = upTo - acknowledged;
    long inFlight = next - acknowledged;
    acknowledged = upTo;
    next = Math.max(next, upTo);
    duplicates = 0;
    forced = 0;
    if (timedEnd >= 0 && upTo >= timedEnd) {
      roundTrip.sample(now - timedAt);
      timedEnd = -1;
    }
    roundTrip.progress();
    long left = congestion.bytes() - inFlight;
    if (left < mss || (most > mss && left < congestion.bytes() / OFFLOAD_WINDOW_DIVISOR)) {
      congestion.grow(newly);
      buffer = Math.max(buffer, Math.min(largestBuffer, 2 * congestion.bytes()));
    }
    deadline = now + roundTrip.timeout();
  }

  private void duplicate() {
    if (++duplicates == DUPLICATES_OF_A_LOSS && acknowledged >= recovered) {
      congestion.halve(next - acknowledged);
      goBack();
    }
  }

  private void goBack() {
    recovered = highest;
    next = acknowledged;
    smallEnd = acknowledged;
    timedEnd = -1;
    deadline = NEVER;
  }

  /** When {@link #expire} is due, or {@link #NEVER}. It may move later without being asked for. */
  public long deadline() {
    return deadline;
  }

  /**
   * The timer ran out: what is in flight is taken for lost and may be sent again; or, if nothing is
   * in flight, the peer's window is tried.
   */
  public void expire(long now) {
    if (now < deadline) {
      return;
    }
    roundTrip.expired();
    if (next > acknowledged) {
      timeouts++;
      congestion.collapse(next - acknowledged);
      goBack();
      return;
    }
    long window = windowEdge - next;
    forced = (int) Math.min(Math.min(window, mss), written - next);
    probe = forced == 0 && written > next;
    deadline = probe ? now + roundTrip.timeout() : NEVER;
  }

  /**
   * Whether a window probe is due: a segment without payload one byte before what is acknowledged,
   * which the peer answers. Asking takes it off.
   */
  public boolean takeProbe() {
    boolean due = probe;
    probe = false;
    return due;
  }

  /** Position of the next byte to be sent. */
  public long next() {
    return next;
  }

  /** Position of the first byte that the peer has not acknowledged. */
  public long acknowledged() {
    return acknowledged;
  }

  /** Position after the last byte written. */
  public long written() {
    return written;
  }

  /** Position after the last byte that was ever sent. */
  public long highest() {
    return highest;
  }

  /** Position after the last byte that the peer is ready to take. */
  public long windowEdge() {
    return windowEdge;
  }

  /** Bytes of the congestion window. */
  public long congestionWindow() {
    return congestion.bytes();
  }

  /** Bytes of the send buffer now. */
  public long buffer() {
    return buffer;
  }

  /** The smoothed round trip in picoseconds; 0 before one was measured. */
  public long roundTrip() {
    return roundTrip.smoothed();
  }

  /** Segments sent that had been sent before, wholly or in part. */
  public long retransmissions() {
    return retransmissions;
  }

  /** Times that the timer of what is in flight ran out. */
  public long timeouts() {
    return timeouts;
  }
}
