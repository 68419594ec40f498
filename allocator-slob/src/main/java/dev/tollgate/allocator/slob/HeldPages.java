package dev.tollgate.allocator.slob;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;

/** The frames SLOB holds from the page allocator, counted. */
final class HeldPages {

  private final PageAllocator pages;
  private final SlobSteps steps;
  private long held;
  private long peak;

  HeldPages(Machine machine, SlobSteps steps) {
    pages = machine.pages();
    this.steps = steps;
  }

  /** Takes 2<sup>order</sup> frames; {@link PageAllocator#NO_FRAME} if there are none. */
  long take(int order) {
    steps.pageAllocation();
    long frame = pages.allocate(order);
    if (frame != PageAllocator.NO_FRAME) {
      held += 1L << order;
      peak = Math.max(peak, held);
    }
    return frame;
  }

  void give(long frame, int order) {
    steps.pageFree();
    pages.free(frame, order);
    held -= 1L << order;
  }

  long held() {
    return held;
  }

  /** Most frames ever held at once. */
  long peak() {
    return peak;
  }
}
