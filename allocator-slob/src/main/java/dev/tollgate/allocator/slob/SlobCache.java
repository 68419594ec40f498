package dev.tollgate.allocator.slob;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ObjectCache;

/**
 * A cache of SLOB: hardly more than a size and an alignment. Its objects lie among all others of
 * the heap, without headers.
 *
 * <p>Objects of a TYPESAFE_BY_RCU cache carry a footer that the kernel fills when it puts off their
 * freeing; here the grace period ends at once.
 */
final class SlobCache implements ObjectCache {

  /** Where the footer has the size, behind the callback head. */
  private static final int FOOTER_SIZE_OFFSET = 16;

  private final String name;
  private final CacheLayout layout;
  private final int requestClass;
  private final PageHeap heap;
  private final PageBlocks blocks;
  private final PageFrames frames;
  private final LiveBytes live;
  private final SlobSteps steps;
  private final boolean takesPages;
  private long objects;

  SlobCache(
      String name,
      CacheLayout layout,
      int requestClass,
      PageHeap heap,
      PageBlocks blocks,
      PageFrames frames,
      LiveBytes live,
      SlobSteps steps) {
    this.name = name;
    this.layout = layout;
    this.requestClass = requestClass;
    this.heap = heap;
    this.blocks = blocks;
    this.frames = frames;
    this.live = live;
    this.steps = steps;
    this.takesPages = layout.takesPages();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long allocate() {
    steps.call();
    long address =
        takesPages
            ? blocks.allocate(layout.size())
            : heap.allocate(layout.size(), layout.alignment(), 0, requestClass);
    if (address != KernelAllocator.FAILED) {
      book(1);
    }
    return address;
  }

  @Override
  public void free(long address) {
    if (address == KernelAllocator.FAILED) {
      return;
    }
    steps.call();
    long frame = address >> PhysicalMemory.FRAME_SHIFT;
    int state = frames.state(frame);
    boolean known = takesPages ? PageFrames.isBlock(state) : PageFrames.isHeap(state);
    if (!known) {
      throw new IllegalStateException(
          "cache %s: free of 0x%x: the frame there holds no such object".formatted(name, address));
    }
    book(-1);
    if (layout.footer() > 0) {
      long footer = address + layout.size() - layout.footer();
      heap.write(footer + FOOTER_SIZE_OFFSET, (int) layout.size());
    }
    if (takesPages) {
      blocks.free(frame);
    } else {
      heap.free(address, layout.size());
    }
  }

  private void book(int sign) {
    objects += sign;
    if (takesPages) {
      long unused = PageBlocks.bytes(PageBlocks.order(layout.size())) - layout.objectSize();
      live.block(sign, layout.objectSize(), layout.footer(), unused - layout.footer());
    } else {
      live.object(sign, layout.objectSize(), layout.footer(), layout.unused());
    }
  }

  @Override
  public long objectSize() {
    return layout.objectSize();
  }

  @Override
  public long slotSize() {
    return layout.slotSize();
  }

  /** Objects in use. */
  long objects() {
    return objects;
  }
}
