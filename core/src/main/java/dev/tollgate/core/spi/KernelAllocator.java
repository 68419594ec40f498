package dev.tollgate.core.spi;

import dev.tollgate.core.metric.MetricSink;
import org.jspecify.annotations.Nullable;

/**
 * A kernel's memory allocator of one run. Addresses are physical bytes in the machine's memory; the
 * allocator takes whole frames from the machine's page allocator and keeps its freelists where the
 * real one keeps them.
 *
 * <p>Every method books the steps it took (list nodes visited, cache lines touched, locks taken,
 * pages moved) to the cycle ledger.
 */
public interface KernelAllocator {

  /** Returned when there is no memory. */
  long FAILED = -1;

  /**
   * What kmalloc of 0 bytes returns: no address of memory, but may be freed. Linux's ZERO_SIZE_PTR,
   * which is 16 there; here that is the address of a byte like any other.
   */
  long ZERO_SIZE = -2;

  /**
   * Allocates {@code size} bytes, as kmalloc with GFP_KERNEL.
   *
   * @return address, {@link #ZERO_SIZE} if {@code size} is 0, or {@link #FAILED}
   * @throws IllegalArgumentException if {@code size} is negative
   */
  long kmalloc(long size);

  /**
   * Frees what {@link #kmalloc} returned; {@link #ZERO_SIZE} and {@link #FAILED} are ignored.
   *
   * @throws IllegalStateException if the address is not a live allocation and the real allocator
   *     would notice; otherwise memory is corrupted as it really would be
   */
  void kfree(long address);

  /** Bytes usable at a live address, as ksize; 0 for {@link #ZERO_SIZE}. */
  long ksize(long address);

  /**
   * Makes a cache of equal objects, as kmem_cache_create; may return an existing cache where the
   * allocator merges.
   *
   * @throws dev.tollgate.core.error.BadInputException if the size or alignment is impossible
   */
  ObjectCache createCache(CacheSpec spec);

  /** Measures where every byte of the frames held is now. Costs time in proportion to the heap. */
  MemoryUse use();

  /** Frames held from the page allocator now. */
  long framesHeld();

  /**
   * Says which CPU makes all calls from now on; CPU 0 did before. Allocators that do not tell CPUs
   * apart ignore it.
   *
   * @throws IllegalArgumentException if the machine has no such CPU and the allocator minds
   */
  default void runOn(int cpu) {}

  /**
   * Makes a place in the kernel that calls the allocator known by its name.
   *
   * @param name as traces print it: {@code alloc_skb+0x3b/0x120}, {@code ffffffff813c8fd6}
   * @return its number for {@link #calledFrom}, always the same for the same name; 0 from
   *     allocators that do not tell callers apart, and most need not
   */
  default int callSite(String name) {
    return 0;
  }

  /**
   * Says which place in the kernel makes all calls from now on, by its number from {@link
   * #callSite}; 0, where nobody knows, before. It never changes what the allocator does.
   */
  default void calledFrom(int site) {}

  /**
   * Bytes that the live kmalloc at an address takes by the kernel's own reckoning: {@code
   * bytes_alloc} of the tracepoint, and what /proc/kmalloc is told. It may differ from {@link
   * #ksize} by headers and by padding that nobody may use.
   */
  default long allocatedBytes(long address) {
    return ksize(address);
  }

  /**
   * This allocator, or one that it stands in front of, as something more than an allocator.
   *
   * @return null if none of them is that
   */
  default <T> @Nullable T as(Class<T> kind) {
    return kind.isInstance(this) ? kind.cast(this) : null;
  }

  /** Reports the allocator's own figures, named {@code allocator.…}, at the end of a run. */
  default void report(MetricSink sink) {}

  /**
   * Walks every list and page and compares them at the end of a run.
   *
   * @throws dev.tollgate.core.error.InvariantViolation if they contradict each other
   */
  default void check() {}
}
