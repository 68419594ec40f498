package dev.tollgate.testkit;

/**
 * What a kernel does to its memory allocator in a random sequence. Objects and blocks of frames are
 * numbered from the youngest, caches from the oldest, modulo how many there are.
 */
sealed interface AllocatorCommand {

  /** Asks for bytes, several times over. */
  record Kmalloc(int size, int times) implements AllocatorCommand {}

  /**
   * Makes a cache.
   *
   * @param alignmentShift log2 of the alignment asked for; 0 for none
   * @param wishes a bit for each of {@code HWCACHE_ALIGN}, {@code RECLAIM}, {@code TYPESAFE_BY_RCU}
   */
  record CreateCache(int size, int alignmentShift, int wishes) implements AllocatorCommand {}

  /** Asks a cache for objects. */
  record Allocate(int cache, int times) implements AllocatorCommand {}

  /** Gives an object back to where it came from, and then those that move up to its number. */
  record Free(int object, int times) implements AllocatorCommand {}

  /** Goes on on another CPU. */
  record RunOn(int cpu) implements AllocatorCommand {}

  /** Takes a block of frames past the allocator. */
  record TakeFrames(int order) implements AllocatorCommand {}

  /** Gives such a block back. */
  record GiveFrames(int block) implements AllocatorCommand {}

  /** Lets time pass. */
  record Wait(int seconds) implements AllocatorCommand {}
}
