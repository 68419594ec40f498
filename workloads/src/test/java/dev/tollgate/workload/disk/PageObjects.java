package dev.tollgate.workload.disk;

import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import dev.tollgate.core.spi.ObjectCache;

/** An allocator that gives every object a page frame. */
final class PageObjects implements KernelAllocator {

  private final PageAllocator pages;
  private long held;

  PageObjects(PageAllocator pages) {
    this.pages = pages;
  }

  @Override
  public long kmalloc(long size) {
    long frame = pages.allocate(0);
    held += frame == PageAllocator.NO_FRAME ? 0 : 1;
    return frame == PageAllocator.NO_FRAME ? FAILED : frame << 12;
  }

  @Override
  public void kfree(long address) {
    held--;
    pages.free(address >> 12, 0);
  }

  @Override
  public long ksize(long address) {
    return 4096;
  }

  @Override
  public ObjectCache createCache(CacheSpec spec) {
    return new ObjectCache() {
      @Override
      public String name() {
        return spec.name();
      }

      @Override
      public long allocate() {
        return kmalloc(spec.size());
      }

      @Override
      public void free(long address) {
        kfree(address);
      }

      @Override
      public long objectSize() {
        return spec.size();
      }

      @Override
      public long slotSize() {
        return 4096;
      }
    };
  }

  @Override
  public MemoryUse use() {
    return new MemoryUse(held, 0, 0, 0, 0, 0, 0, 0, held << 12);
  }

  @Override
  public long framesHeld() {
    return held;
  }
}
