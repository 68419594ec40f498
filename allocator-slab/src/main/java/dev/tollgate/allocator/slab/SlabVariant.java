package dev.tollgate.allocator.slab;

/** Whose SLAB it is. */
enum SlabVariant {
  /** Linux 6.1 on 64 bits. */
  V6_1,
  /** Linux 2.6.5 on 32 bits. */
  V2_6_5
}
