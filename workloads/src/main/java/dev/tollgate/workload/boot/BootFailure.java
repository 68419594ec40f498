package dev.tollgate.workload.boot;

import dev.tollgate.core.machine.FreeBlocks;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.Watermarks;

/**
 * Why a boot came to its end too early.
 *
 * @param step function of the kernel
 * @param request what was asked for, by whom
 * @param bytes how many
 * @param order log2 of the frames that the page allocator had no block of; {@link #NO_ORDER} if it
 *     did not exist yet
 * @param reason why not
 */
record BootFailure(String step, String request, long bytes, int order, String reason) {

  /** What {@link #order} is if no page allocator was asked. */
  static final int NO_ORDER = -1;

  /** A request that the allocator has no size for, however much memory there is. */
  static BootFailure ofAllocator(String step, String request, long bytes) {
    return new BootFailure(
        step, request, bytes, NO_ORDER, "the allocator serves no request of this size");
  }

  /** A request that the page allocator refused. */
  static BootFailure ofPages(
      String step, String request, long bytes, PageAllocator pages, Watermarks marks, long kept) {
    int order = pages.counts().lastFailedOrder();
    return new BootFailure(step, request, bytes, order, reason(pages, order, marks, kept));
  }

  private static String reason(PageAllocator pages, int order, Watermarks marks, long kept) {
    FreeBlocks free = pages.freeBlocks();
    String frames = "%d frames free".formatted(free.frames());
    String why;
    if (order > PageAllocator.MAX_ORDER) {
      why = "no block is that large";
    } else if (pages.counts().kept() > kept) {
      why = "%s, the watermark keeps %d".formatted(frames, marks.min());
    } else if (free.frames() < 1L << order) {
      why = frames;
    } else {
      why = "%s, but no block of order %d among them".formatted(frames, order);
    }
    return "order %d: %s; %s; watermarks min %d, low %d, high %d"
        .formatted(
            order,
            why,
            free.buddyInfoLine(0, "DMA").strip(),
            marks.min(),
            marks.low(),
            marks.high());
  }

  /** One sentence. */
  String message() {
    return "%s: %s of %d bytes failed: %s".formatted(step, request, bytes, reason);
  }
}
