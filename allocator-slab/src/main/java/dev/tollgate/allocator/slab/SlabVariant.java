package dev.tollgate.allocator.slab;

/** Whose SLAB it is: where the two kernels' ways differ. */
enum SlabVariant {
  /** Linux 6.1 on 64 bits. */
  V6_1("6.1", 64, 8, true),
  /** Linux 2.6.5 on 32 bits, as on i386. */
  V2_6_5("2.6.5", 32, 4, false);

  /** The name in configurations. */
  final String id;

  /** Bytes of a cache line unless it is set. */
  final int cacheLine;

  /** Bytes of a machine word. */
  final int word;

  /** Linux 6.1's ways, where 2.6.5 has others. */
  private final boolean modern;

  SlabVariant(String id, int cacheLine, int word, boolean modern) {
    this.id = id;
    this.cacheLine = cacheLine;
    this.word = word;
    this.modern = modern;
  }

  /** Whether the index of free objects that lies in a slab lies before the objects. */
  boolean putsIndexFirst() {
    return !modern;
  }

  /** Whether the second slab of a cache, not the first, begins with colour 0. */
  boolean skipsFirstColour() {
    return modern;
  }

  /** Whether a slab that is one too many goes before the next object of a batch is put back. */
  boolean destroysWithinBatch() {
    return !modern;
  }

  /** Whether the slab freed last goes first when the reaper gives slabs back. */
  boolean reapsNewest() {
    return !modern;
  }

  /** Whether an empty node is searched before a slab is made, which the reaper can tell. */
  boolean searchesBeforeGrowing() {
    return !modern;
  }

  /** Whether requests too large for any class get whole frames; else they fail. */
  boolean givesFrames() {
    return modern;
  }

  /** Whether {@code ksize} is what was asked of the cache; else what an object takes. */
  boolean remembersObjectSize() {
    return modern;
  }
}
