package dev.tollgate.workload;

import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import dev.tollgate.core.spi.ObjectCache;
import java.util.HashMap;
import java.util.Map;

/** An allocator for tests that gives every object frames of its own. */
public final class FrameObjects implements KernelAllocator {

  private final PageAllocator pages;
  private final Map<Long, Integer> orders = new HashMap<>();
  private long held;

  public FrameObjects(PageAllocator pages) {
    this.pages = pages;
  }

  @Override
  public long kmalloc(long size) {
    int order = 0;
    while (4096L << order < size) {
      order++;
    }
    long frame = pages.allocate(order);
    if (frame == PageAllocator.NO_FRAME) {
      return FAILED;
    }
    orders.put(frame << 12, order);
    held += 1L << order;
    return frame << 12;
  }

  @Override
  public void kfree(long address) {
    int order = orders.remove(address);
    held -= 1L << order;
    pages.free(address >> 12, order);
  }

  @Override
  public long ksize(long address) {
    return 4096L << orders.getOrDefault(address, 0);
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
