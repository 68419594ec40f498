package dev.tollgate.workload.net;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import dev.tollgate.core.spi.ObjectCache;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An allocator for tests: chunks of powers of two, several to a page, used again last in, first
 * out; knows what is live and refuses on request.
 */
public final class ChunkAllocator implements KernelAllocator {

  private static final int PAGE_SHIFT = 12;

  private final PageAllocator pages;
  private final Map<Integer, Deque<Long>> free = new HashMap<>();
  private final Map<Long, Integer> live = new HashMap<>();

  /** Requests to refuse from now on. */
  public int refuse;

  public ChunkAllocator(Machine machine) {
    this.pages = machine.pages();
  }

  /** Chunks in use. */
  public int live() {
    return live.size();
  }

  @Override
  public long kmalloc(long size) {
    if (refuse > 0) {
      refuse--;
      return FAILED;
    }
    int shift = Math.max(6, 64 - Long.numberOfLeadingZeros(size - 1));
    Deque<Long> chunks = free.computeIfAbsent(shift, key -> new ArrayDeque<>());
    if (chunks.isEmpty()) {
      int order = Math.max(0, shift - PAGE_SHIFT);
      long frame = pages.allocate(order);
      if (frame == PageAllocator.NO_FRAME) {
        return FAILED;
      }
      long first = frame << PAGE_SHIFT;
      for (long at = first; at < first + (1L << (order + PAGE_SHIFT)); at += 1L << shift) {
        chunks.add(at);
      }
    }
    long address = chunks.pop();
    live.put(address, shift);
    return address;
  }

  @Override
  public void kfree(long address) {
    Integer shift = live.remove(address);
    if (shift == null) {
      throw new IllegalStateException("not allocated: " + address);
    }
    free.computeIfAbsent(shift, key -> new ArrayDeque<>()).push(address);
  }

  @Override
  public long ksize(long address) {
    @Nullable Integer shift = live.get(address);
    return shift == null ? 0 : 1L << shift;
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
        return spec.size();
      }
    };
  }

  @Override
  public MemoryUse use() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long framesHeld() {
    return 0;
  }
}
