package dev.tollgate.core.dma;

/**
 * A kind of mistake in a driver's use of the DMA API: those of Linux's {@code kernel/dma/debug.c}
 * that can be made here, in its order.
 *
 * <p>Three of the kernel's 22 cannot: mapping memory from a stack (9), from kernel text or
 * read-only data (10) and from the vmalloc area (12) need virtual addresses and an idea of what the
 * kernel keeps where; this machine's drivers name physical memory.
 */
public enum DmaDebugError {
  /** Unmapping the address that a failed mapping returned. */
  FREE_INVALID_ADDRESS(1, "free-invalid-address"),
  /** Unmapping what is not mapped: never mapped, or unmapped before. */
  FREE_NOT_ALLOCATED(2, "free-not-allocated"),
  /** Unmapping with another size than was mapped. */
  FREE_DIFFERENT_SIZE(3, "free-different-size"),
  /** Unmapping with the function of another kind: single, scatter-gather, coherent. */
  FREE_WRONG_FUNCTION(4, "free-wrong-function"),
  /** Freeing coherent memory with another CPU address than was allocated. */
  FREE_DIFFERENT_CPU_ADDRESS(5, "free-different-cpu-address"),
  /** Unmapping a scatter list with another number of segments than was mapped. */
  FREE_DIFFERENT_ENTRY_COUNT(6, "free-different-entry-count"),
  /** Unmapping with another direction than was mapped. */
  FREE_DIFFERENT_DIRECTION(7, "free-different-direction"),
  /** Unmapping an address without having asked {@link DmaApi#mappingError} about it. */
  MAP_ERROR_NOT_CHECKED(8, "map-error-not-checked"),
  /** Mapping addresses that are not the operating system's memory. */
  MAP_INVALID_AREA(11, "map-invalid-area"),
  /** Synchronising what is not mapped. */
  SYNC_NOT_ALLOCATED(13, "sync-not-allocated"),
  /** Synchronising bytes behind the end of a mapping. */
  SYNC_OUTSIDE_RANGE(14, "sync-outside-range"),
  /** Synchronising with another direction than was mapped. */
  SYNC_DIFFERENT_DIRECTION(15, "sync-different-direction"),
  /** Synchronising for the CPU what the device only reads. */
  SYNC_READ_ONLY_FOR_CPU(16, "sync-read-only-for-cpu"),
  /** Synchronising for the device what it only writes. */
  SYNC_WRITE_ONLY_FOR_DEVICE(17, "sync-write-only-for-device"),
  /** Synchronising a scatter list with another number of segments than was mapped. */
  SYNC_DIFFERENT_ENTRY_COUNT(18, "sync-different-entry-count"),
  /** Mapping a segment longer than the device accepts. */
  SEGMENT_TOO_LONG(19, "segment-too-long"),
  /** Mapping a segment that crosses the device's boundary in bus addresses. */
  SEGMENT_ACROSS_BOUNDARY(20, "segment-across-boundary"),
  /** Leaving something mapped when the driver lets go of the device. */
  PENDING_AT_RELEASE(21, "pending-at-release"),
  /** Mapping the same cache line twice, for a device that may write it. */
  OVERLAPPING_CACHE_LINE(22, "overlapping-cache-line");

  /** Kinds of mistakes that the kernel knows, numbered from 1. */
  public static final int CLASSES = 22;

  private final int number;
  private final String id;

  DmaDebugError(int number, String id) {
    this.number = number;
    this.id = id;
  }

  /** Its place among the kernel's {@value #CLASSES}, from 1. */
  public int number() {
    return number;
  }

  /** The name used in metric names, lower case with hyphens. */
  public String id() {
    return id;
  }
}
