package dev.tollgate.core.cost;

import com.google.common.collect.ImmutableList;

/**
 * The steps that more than one model takes.
 *
 * <p>Fallback prices are those of a 3 GHz x86-64 server and estimated unless they say otherwise;
 * the cost profiles of the machines override them.
 */
public final class Steps {

  /** One pass through the C call chain of a DMA API function: dispatch, argument checks, return. */
  public static final Step API_CALL =
      step("api-call", "DMA API call", 40, "about 100 instructions of dispatch and checks");

  /** One 64-bit word of an allocation bitmap looked at by a search. */
  public static final Step BITMAP_WORD =
      step("bitmap-word", "bitmap word examined", 3, "one cached load, test and branch");

  /** One allocation bitmap range set or cleared, whatever its length within a word. */
  public static final Step BITMAP_UPDATE =
      step("bitmap-update", "bitmap word updated", 6, "one cached read-modify-write");

  /** One translation entry computed and stored to cached memory. */
  public static final Step TABLE_STORE =
      step("table-store", "table entry stored", 5, "address arithmetic, byte swap and one store");

  /** One cache line written back and dropped so that a unit which does not snoop sees it. */
  public static final Step CACHE_LINE_FLUSH =
      step("cache-line-flush", "cache line flushed", 150, "clflush of a dirty line to memory");

  /** One memory barrier that waits for earlier stores. */
  public static final Step MEMORY_BARRIER =
      step("memory-barrier", "memory barrier", 30, "mfence or sync with few stores pending");

  /** One uncached read of a device register: the CPU stalls for the round trip. */
  public static final Step MMIO_READ =
      step("mmio-read", "uncached register read", 1500, "about 0.5 us over a PCI-X host bridge");

  /** One posted write to a device register. */
  public static final Step MMIO_WRITE =
      step("mmio-write", "posted register write", 150, "posted: leaves the CPU without waiting");

  /** One uncontended acquire and release of a spin lock, interrupts saved and restored. */
  public static final Step LOCK =
      step("lock", "spin lock taken and released", 60, "two locked operations and flags save");

  /** One cycle spent spinning for a lock somebody else holds. */
  public static final Step LOCK_WAIT =
      new Step(
          "lock-wait",
          "cycle spent spinning",
          new Price(Price.MILLI, PriceGrade.MEASURED, "by definition: one cycle is one cycle"));

  /** One byte copied by the CPU between buffers. */
  public static final Step COPY_BYTE =
      new Step(
          "copy-byte",
          "byte copied",
          new Price(250, PriceGrade.ESTIMATED, "4 bytes a cycle, source cold"));

  /** One byte of memory cleared by the CPU before somebody gets it. */
  public static final Step ZERO_BYTE =
      new Step(
          "zero-byte",
          "byte cleared",
          new Price(125, PriceGrade.ESTIMATED, "8 bytes a cycle, target cold"));

  /** One block of pages asked of the page allocator, whether it had one or not. */
  public static final Step PAGE_ALLOCATION =
      step("page-allocation", "block of pages asked for", 200, "fast path of the buddy allocator");

  /** One block of pages given back to the page allocator. */
  public static final Step PAGE_FREE =
      step("page-free", "block of pages given back", 150, "fast path of the buddy allocator");

  private Steps() {}

  /** All of them, in the order of this file. */
  public static ImmutableList<Step> all() {
    return ImmutableList.of(
        API_CALL,
        BITMAP_WORD,
        BITMAP_UPDATE,
        TABLE_STORE,
        CACHE_LINE_FLUSH,
        MEMORY_BARRIER,
        MMIO_READ,
        MMIO_WRITE,
        LOCK,
        LOCK_WAIT,
        COPY_BYTE,
        ZERO_BYTE,
        PAGE_ALLOCATION,
        PAGE_FREE);
  }

  private static Step step(String id, String unit, long cycles, String source) {
    return new Step(id, unit, Price.estimated(cycles, source));
  }
}
