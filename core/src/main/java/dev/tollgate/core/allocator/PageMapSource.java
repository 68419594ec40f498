package dev.tollgate.core.allocator;

/**
 * Somebody who can say what page frames are for: an allocator, of the frames that it holds; a
 * workload, of the objects that it asked for.
 *
 * <p>An allocator marks each of its frames once, with the bytes in them that are free and those
 * that are its own descriptors and indexes, as {@link dev.tollgate.core.spi.MemoryUse} counts them.
 * Which bytes were asked for, and by whom, is marked afterwards by whoever asked.
 */
@FunctionalInterface
public interface PageMapSource {

  /** Marks all it knows of now. Costs time in proportion to that; nothing else is changed by it. */
  void mark(PageMap map);
}
