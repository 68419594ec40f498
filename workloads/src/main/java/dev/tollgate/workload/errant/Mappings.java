package dev.tollgate.workload.errant;

import dev.tollgate.core.dma.DmaDirection;
import java.util.Arrays;

/** The mappings of a scene by number, those that have ended included. */
final class Mappings {

  private static final DmaDirection NO_DIRECTION = DmaDirection.BIDIRECTIONAL;

  private int[] device = new int[8];
  private int[] buffer = new int[8];
  private long[] bus = new long[8];
  private long[] physical = new long[8];
  private int[] size = new int[8];
  private DmaDirection[] direction = filled(8);
  private boolean[] made = new boolean[8];
  private boolean[] live = new boolean[8];

  private static DmaDirection[] filled(int length) {
    DmaDirection[] directions = new DmaDirection[length];
    Arrays.fill(directions, NO_DIRECTION);
    return directions;
  }

  /** Keeps a mapping; one of the same number is forgotten. */
  void add(
      int mapping,
      int forDevice,
      int ofBuffer,
      long busAddress,
      long physicalAddress,
      int bytes,
      DmaDirection way) {
    if (mapping >= device.length) {
      int longer = Math.max(mapping + 1, 2 * device.length);
      int known = device.length;
      device = Arrays.copyOf(device, longer);
      buffer = Arrays.copyOf(buffer, longer);
      bus = Arrays.copyOf(bus, longer);
      physical = Arrays.copyOf(physical, longer);
      size = Arrays.copyOf(size, longer);
      direction = Arrays.copyOf(direction, longer);
      Arrays.fill(direction, known, longer, NO_DIRECTION);
      made = Arrays.copyOf(made, longer);
      live = Arrays.copyOf(live, longer);
    }
    device[mapping] = forDevice;
    buffer[mapping] = ofBuffer;
    bus[mapping] = busAddress;
    physical[mapping] = physicalAddress;
    size[mapping] = bytes;
    direction[mapping] = way;
    made[mapping] = true;
    live[mapping] = true;
  }

  void end(int mapping) {
    live[mapping] = false;
  }

  /** One more than the highest number that a mapping has. */
  int count() {
    return made.length;
  }

  boolean isLive(int mapping) {
    return mapping < live.length && live[mapping];
  }

  boolean wasMade(int mapping) {
    return mapping < made.length && made[mapping];
  }

  int device(int mapping) {
    return device[mapping];
  }

  /** Number of the buffer among {@link Buffers}. */
  int buffer(int mapping) {
    return buffer[mapping];
  }

  long bus(int mapping) {
    return bus[mapping];
  }

  /** Where the buffer lay when it was mapped. */
  long physical(int mapping) {
    return physical[mapping];
  }

  int size(int mapping) {
    return size[mapping];
  }

  DmaDirection direction(int mapping) {
    return direction[mapping];
  }

  /** Whether a live mapping lets a device read a buffer. */
  boolean mayRead(int byDevice, int ofBuffer) {
    for (int i = 0; i < live.length; i++) {
      if (live[i] && buffer[i] == ofBuffer && device[i] == byDevice && direction[i].deviceReads()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a live mapping is one of a buffer. */
  boolean isBufferLive(int ofBuffer) {
    for (int i = 0; i < live.length; i++) {
      if (live[i] && buffer[i] == ofBuffer) {
        return true;
      }
    }
    return false;
  }

  /** Whether a live mapping lies at an I/O page. */
  boolean areLiveAt(long ioPage) {
    for (int i = 0; i < live.length; i++) {
      if (live[i] && Words.page(bus[i]) <= ioPage && ioPage <= Words.page(bus[i] + size[i] - 1)) {
        return true;
      }
    }
    return false;
  }
}
