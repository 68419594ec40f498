package dev.tollgate.core.spi;

/**
 * Where every byte of the frames that an allocator holds is at one moment. The parts add up to
 * {@link #framesHeld} × 4096 exactly.
 *
 * @param framesHeld frames taken from the page allocator
 * @param requested bytes that callers asked for and hold
 * @param slack bytes inside live objects beyond what was asked for
 * @param headers bytes of per-object headers kept before or behind live objects
 * @param metadata bytes of the allocator's own descriptors and indexes inside those frames
 * @param alignmentHoles bytes skipped to align objects, and colouring
 * @param freeObjects bytes of free objects or free blocks that a request of their kind could take
 * @param tailWaste bytes at the ends of slabs or pages that no object fits
 * @param pageOrderWaste bytes of whole-page allocations beyond the request, rounded up to frames
 */
public record MemoryUse(
    long framesHeld,
    long requested,
    long slack,
    long headers,
    long metadata,
    long alignmentHoles,
    long freeObjects,
    long tailWaste,
    long pageOrderWaste) {

  /** Sum of the parts, in bytes; equal to {@link #framesHeld} × 4096 if nothing was missed. */
  public long sum() {
    return requested
        + slack
        + headers
        + metadata
        + alignmentHoles
        + freeObjects
        + tailWaste
        + pageOrderWaste;
  }
}
