package dev.tollgate.workload.net;

import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.machine.TimedAction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One end of a {@link Link}: what is sent here arrives at the other end.
 *
 * <p>Frames under way wait in arrays, of which only the first has an event; sending allocates
 * nothing once the arrays have grown.
 */
public final class LinkPort implements TimedAction {

  private final LinkSettings settings;
  private final EventQueue events;
  private final long gapPicoseconds;
  private @Nullable FrameSink sink;

  private @Nullable Frame[] underWay = new Frame[16];
  private long[] arrivals = new long[16];
  private int first;
  private int count;

  private long freeAt;
  private long switchFreeAt;
  private long frames;
  private long bytes;
  private long busyPicoseconds;

  LinkPort(LinkSettings settings, EventQueue events) {
    this.settings = settings;
    this.events = events;
    this.gapPicoseconds = settings.picoseconds(Framing.GAP);
  }

  void leadsTo(FrameSink other) {
    sink = other;
  }

  /**
   * Sends a frame, behind all that were sent before; one shorter than {@link Framing#MINIMUM_FRAME}
   * is padded with zeros.
   *
   * @param frame belongs to the link now, and to the sink at the other end when it arrives
   * @param readyAt picoseconds at which the sender has its first bit, not in the past
   * @return picoseconds at which the wire is free again
   */
  public long send(Frame frame, long readyAt) {
    if (frame.length() < Framing.MINIMUM_FRAME) {
      pad(frame);
    }
    int wireBytes = Framing.wireBytes(frame.length());
    long duration = settings.picoseconds(wireBytes);
    long end = Math.max(readyAt, freeAt) + duration;
    freeAt = end;
    if (settings.storeAndForward()) {
      end = Math.max(end, switchFreeAt) + duration;
      switchFreeAt = end;
    }
    frames++;
    bytes += frame.length();
    busyPicoseconds += duration;
    add(frame, end - gapPicoseconds + settings.latencyPicoseconds());
    return freeAt;
  }

  /** Picoseconds at which the wire is free; in the past if nothing is being sent. */
  public long freeAt() {
    return freeAt;
  }

  /** Time that so many bytes take on the wire, in picoseconds. */
  public long picoseconds(long wireBytes) {
    return settings.picoseconds(wireBytes);
  }

  /** Frames sent from this end. */
  public long frames() {
    return frames;
  }

  /** Bytes of the frames sent from this end, padding included, without what only the wire sees. */
  public long bytes() {
    return bytes;
  }

  /** Picoseconds that the wire was taken from this end. */
  public long busyPicoseconds() {
    return busyPicoseconds;
  }

  /** Frames sent that have not arrived. */
  public int underWay() {
    return count;
  }

  /** The first frame under way arrives. */
  @Override
  public void run(long now) {
    Frame frame = underWay[first];
    FrameSink receiver = sink;
    if (frame == null || receiver == null) {
      throw new IllegalStateException("a frame arrives where nobody is connected");
    }
    underWay[first] = null;
    first = (first + 1) & (underWay.length - 1);
    if (--count > 0) {
      events.schedule(arrivals[first], this);
    }
    receiver.arrived(frame, now);
  }

  private void add(Frame frame, long arrival) {
    if (count == underWay.length) {
      grow();
    }
    int slot = (first + count) & (underWay.length - 1);
    underWay[slot] = frame;
    arrivals[slot] = arrival;
    if (count++ == 0) {
      events.schedule(arrival, this);
    }
  }

  private void grow() {
    int capacity = underWay.length;
    @Nullable Frame[] moreFrames = Arrays.copyOfRange(underWay, first, first + 2 * capacity);
    long[] moreArrivals = Arrays.copyOfRange(arrivals, first, first + 2 * capacity);
    System.arraycopy(underWay, 0, moreFrames, capacity - first, first);
    System.arraycopy(arrivals, 0, moreArrivals, capacity - first, first);
    underWay = moreFrames;
    arrivals = moreArrivals;
    first = 0;
  }

  private static void pad(Frame frame) {
    int from = frame.length();
    frame.setLength(Framing.MINIMUM_FRAME);
    Arrays.fill(frame.bytes(), from, Framing.MINIMUM_FRAME, (byte) 0);
  }
}
