package dev.tollgate.core.allocator;

import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import dev.tollgate.core.spi.ObjectCache;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An allocator for tests: sizes go up to the next multiple of 32, addresses to the next free one,
 * the last freed first. A kmalloc of 666 bytes fails. Notes every call.
 */
final class StepAllocator implements KernelAllocator {

  static final long UNLUCKY = 666;

  final List<String> calls = new ArrayList<>();
  private final Map<Long, Long> sizes = new HashMap<>();
  private final List<Long> freed = new ArrayList<>();
  private long next = 4096;

  private long take(long bytes) {
    for (int i = freed.size() - 1; i >= 0; i--) {
      if (sizes.getOrDefault(freed.get(i), 0L) == bytes) {
        return freed.remove(i);
      }
    }
    long address = next;
    next += bytes;
    sizes.put(address, bytes);
    return address;
  }

  @Override
  public long kmalloc(long size) {
    calls.add("kmalloc " + size);
    if (size == UNLUCKY) {
      return FAILED;
    }
    return size == 0 ? ZERO_SIZE : take((size + 31) / 32 * 32);
  }

  @Override
  public void kfree(long address) {
    calls.add("kfree " + address);
    if (address > ZERO_SIZE) {
      freed.add(address);
    }
  }

  @Override
  public long ksize(long address) {
    return sizes.getOrDefault(address, 32L);
  }

  @Override
  public void runOn(int cpu) {
    calls.add("runOn " + cpu);
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
        calls.add("allocate " + spec.name());
        return spec.size() == UNLUCKY ? FAILED : take(slotSize());
      }

      @Override
      public void free(long address) {
        calls.add("free " + spec.name() + " " + address);
        if (address != FAILED) {
          freed.add(address);
        }
      }

      @Override
      public long objectSize() {
        return spec.size();
      }

      @Override
      public long slotSize() {
        return (spec.size() + 7) / 8 * 8;
      }
    };
  }

  @Override
  public MemoryUse use() {
    return new MemoryUse(1, 0, 0, 0, 0, 0, 4096, 0, 0);
  }

  @Override
  public long framesHeld() {
    return 1;
  }

  @Override
  public void report(MetricSink sink) {
    sink.metric("allocator.step", 1, "count", "Is there");
  }

  @Override
  public void check() {
    calls.add("check");
  }
}
