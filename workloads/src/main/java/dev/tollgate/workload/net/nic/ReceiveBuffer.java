package dev.tollgate.workload.net.nic;

import dev.tollgate.workload.net.Frame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The interface's memory for frames that have arrived and wait for the bus, the oldest first. A
 * frame takes whole pieces of {@value #PIECE_BYTES} bytes, Tigon3's mbufs.
 */
final class ReceiveBuffer {

  static final int PIECE_BYTES = 128;

  private final int capacity;
  private @Nullable Frame[] frames = new Frame[16];
  private long[] arrivals = new long[16];
  private int first;
  private int count;
  private int bytes;

  /** An empty one of so many bytes. */
  ReceiveBuffer(int capacity) {
    this.capacity = capacity;
  }

  /** Whether no frame waits. */
  boolean isEmpty() {
    return count == 0;
  }

  /** Bytes taken. */
  int bytes() {
    return bytes;
  }

  /** Adds a frame that arrived at {@code now}; false if there is no room for it. */
  boolean add(Frame frame, long now) {
    int size = size(frame);
    if (size > capacity - bytes) {
      return false;
    }
    if (count == frames.length) {
      grow();
    }
    int slot = (first + count++) & (frames.length - 1);
    frames[slot] = frame;
    arrivals[slot] = now;
    bytes += size;
    return true;
  }

  /** When the oldest frame arrived, in picoseconds. */
  long firstArrival() {
    return arrivals[first];
  }

  /** Takes the oldest frame out; there must be one. */
  Frame remove() {
    Frame frame = frames[first];
    if (frame == null) {
      throw new IllegalStateException("no frame waits");
    }
    frames[first] = null;
    first = (first + 1) & (frames.length - 1);
    count--;
    bytes -= size(frame);
    return frame;
  }

  private static int size(Frame frame) {
    return (frame.length() + PIECE_BYTES - 1) & -PIECE_BYTES;
  }

  private void grow() {
    int capacityNow = frames.length;
    @Nullable Frame[] moreFrames = Arrays.copyOfRange(frames, first, first + 2 * capacityNow);
    long[] moreArrivals = Arrays.copyOfRange(arrivals, first, first + 2 * capacityNow);
    System.arraycopy(frames, 0, moreFrames, capacityNow - first, first);
    System.arraycopy(arrivals, 0, moreArrivals, capacityNow - first, first);
    frames = moreFrames;
    arrivals = moreArrivals;
    first = 0;
  }
}
