package dev.tollgate.core.allocator;

import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import dev.tollgate.core.spi.ObjectCache;
import org.jspecify.annotations.Nullable;

/**
 * An allocator that stands in front of another one and passes everything on. What a subclass wants
 * to know of, it overrides; addresses, steps and their price stay those of the other one.
 */
abstract class ForwardingAllocator implements KernelAllocator {

  private final KernelAllocator allocator;

  ForwardingAllocator(KernelAllocator allocator) {
    this.allocator = allocator;
  }

  @Override
  public int callSite(String name) {
    return allocator.callSite(name);
  }

  @Override
  public void calledFrom(int number) {
    allocator.calledFrom(number);
  }

  @Override
  public void runOn(int cpu) {
    allocator.runOn(cpu);
  }

  @Override
  public long kmalloc(long size) {
    return allocator.kmalloc(size);
  }

  @Override
  public void kfree(long address) {
    allocator.kfree(address);
  }

  @Override
  public ObjectCache createCache(CacheSpec spec) {
    return allocator.createCache(spec);
  }

  @Override
  public long ksize(long address) {
    return allocator.ksize(address);
  }

  @Override
  public long allocatedBytes(long address) {
    return allocator.allocatedBytes(address);
  }

  @Override
  public <T> @Nullable T as(Class<T> kind) {
    return kind.isInstance(this) ? kind.cast(this) : allocator.as(kind);
  }

  @Override
  public MemoryUse use() {
    return allocator.use();
  }

  @Override
  public long framesHeld() {
    return allocator.framesHeld();
  }

  @Override
  public void report(MetricSink sink) {
    allocator.report(sink);
  }

  @Override
  public void check() {
    allocator.check();
  }

  /** A cache in front of another one, likewise. */
  abstract static class ForwardingCache implements ObjectCache {

    private final ObjectCache cache;

    ForwardingCache(ObjectCache cache) {
      this.cache = cache;
    }

    @Override
    public String name() {
      return cache.name();
    }

    @Override
    public long allocate() {
      return cache.allocate();
    }

    @Override
    public void free(long address) {
      cache.free(address);
    }

    @Override
    public long usableSize() {
      return cache.usableSize();
    }

    @Override
    public long objectSize() {
      return cache.objectSize();
    }

    @Override
    public long slotSize() {
      return cache.slotSize();
    }
  }
}
