package dev.tollgate.core.dma;

import org.jspecify.annotations.Nullable;

/** What {@link DmaDebug} remembers of one mapping, or is told about one. Objects are used again. */
final class LiveMapping {

  /** Which functions map and unmap it. */
  enum Kind {
    SINGLE("single"),
    /** Spelt as the kernel spells it. */
    SCATTER_GATHER("scather-gather"),
    COHERENT("coherent");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  int device;
  long bus;
  long size;
  long physical;
  Kind kind = Kind.SINGLE;
  DmaDirection direction = DmaDirection.BIDIRECTIONAL;

  /** Segments of the whole list it came in; 0 unless of {@link Kind#SCATTER_GATHER}. */
  int segments;

  /** Whether the driver has yet to ask if the mapping failed. */
  boolean unchecked;

  /** The next in the same chain of {@link LiveMappings}. */
  @Nullable LiveMapping next;

  /** Makes it one buffer of {@link DmaApi#mapSingle}. */
  LiveMapping setSingle(
      int ofDevice, long atBus, long bytes, long atPhysical, DmaDirection inDirection) {
    device = ofDevice;
    bus = atBus;
    size = bytes;
    physical = atPhysical;
    kind = Kind.SINGLE;
    direction = inDirection;
    segments = 0;
    unchecked = true;
    return this;
  }

  /** Makes it one segment of {@link DmaApi#mapScatter}; that mapping is not by its address. */
  LiveMapping setSegment(int ofDevice, ScatterList list, int index, DmaDirection inDirection) {
    setSingle(
        ofDevice, list.busAddress(index), list.size(index), list.physical(index), inDirection);
    kind = Kind.SCATTER_GATHER;
    segments = list.length();
    unchecked = false;
    return this;
  }

  /** Makes it a buffer of {@link DmaApi#allocCoherent}. */
  LiveMapping setCoherent(int ofDevice, CoherentBuffer buffer) {
    setSingle(
        ofDevice,
        buffer.busAddress(),
        buffer.size(),
        buffer.physical(),
        DmaDirection.BIDIRECTIONAL);
    kind = Kind.COHERENT;
    unchecked = false;
    return this;
  }

  /** First bus address behind it. */
  long end() {
    return bus + size;
  }

  /** Number of the cache line it begins in. */
  long firstCacheLine() {
    return physical >>> CacheLineUse.LINE_SHIFT;
  }

  /** In how many of size, kind, direction and segment count two mappings agree; at most 4. */
  int agreement(LiveMapping other) {
    return (size == other.size ? 1 : 0)
        + (kind == other.kind ? 1 : 0)
        + (direction == other.direction ? 1 : 0)
        + (segments == other.segments ? 1 : 0);
  }
}
