package dev.tollgate.workload.stream.peer;

import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.machine.TimedAction;
import dev.tollgate.workload.net.Frame;
import dev.tollgate.workload.net.FrameSink;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Frames on their way through the peer's interface and soft interrupt: each is handled when its CPU
 * is done with it, in the order they arrived. Only the first has an event.
 */
final class ArrivalQueue implements FrameSink, TimedAction {

  /** What is done with a frame. */
  interface Handler {

    /** Takes a frame, which belongs to it. */
    void handle(Frame frame, long now);
  }

  private static final long MILLI = 1000;

  /** Longer frames carry payload. */
  private static final int BARE = 100;

  private final EventQueue events;
  private final PeerCpu cpu;
  private final PeerSettings settings;
  private final Handler handler;

  private @Nullable Frame[] frames = new Frame[64];
  private long[] times = new long[64];
  private int first;
  private int count;

  ArrivalQueue(EventQueue events, PeerCpu cpu, PeerSettings settings, Handler handler) {
    this.events = events;
    this.cpu = cpu;
    this.settings = settings;
    this.handler = handler;
  }

  @Override
  public void arrived(Frame frame, long now) {
    long cycles =
        frame.length() > BARE ? settings.segmentCycles() : settings.acknowledgementCycles();
    long time = cpu.work(now + settings.latency(), cycles * MILLI);
    if (count == frames.length) {
      grow();
    }
    int slot = (first + count) & (frames.length - 1);
    frames[slot] = frame;
    times[slot] = time;
    if (count++ == 0) {
      events.schedule(time, this);
    }
  }

  @Override
  public void run(long now) {
    Frame frame = frames[first];
    frames[first] = null;
    first = (first + 1) & (frames.length - 1);
    if (--count > 0) {
      events.schedule(times[first], this);
    }
    if (frame != null) {
      handler.handle(frame, now);
    }
  }

  private void grow() {
    int capacity = frames.length;
    @Nullable Frame[] moreFrames = Arrays.copyOfRange(frames, first, first + 2 * capacity);
    long[] moreTimes = Arrays.copyOfRange(times, first, first + 2 * capacity);
    System.arraycopy(frames, 0, moreFrames, capacity - first, first);
    System.arraycopy(times, 0, moreTimes, capacity - first, first);
    frames = moreFrames;
    times = moreTimes;
    first = 0;
  }
}
