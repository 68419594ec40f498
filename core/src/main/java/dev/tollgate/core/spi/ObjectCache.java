package dev.tollgate.core.spi;

/** A cache of equal objects: Linux's {@code struct kmem_cache}. */
public interface ObjectCache {

  /** Name of the cache as reports show it; a merged cache keeps the name it was first made with. */
  String name();

  /** Takes one object; see {@link KernelAllocator#kmalloc} for what is returned. */
  long allocate();

  /** Gives one object back; see {@link KernelAllocator#kfree} for errors. */
  void free(long address);

  /** Bytes asked for per object. */
  long objectSize();

  /**
   * Bytes usable in each object, as ksize says; where the allocator knows no ksize of its caches'
   * objects, what one takes.
   */
  default long usableSize() {
    return slotSize();
  }

  /** Bytes that one object takes from one to the next. */
  long slotSize();
}
