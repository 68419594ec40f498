package dev.tollgate.core.allocator;

import dev.tollgate.core.machine.FrameContents;
import dev.tollgate.core.machine.ObjectMap;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import dev.tollgate.core.spi.ObjectCache;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An allocator whose objects an {@link ObjectMap} is told of. The other one, which it stands in
 * front of, knows nothing of it: addresses, steps and prices stay the same.
 */
public final class ObservedAllocator implements KernelAllocator {

  private static final int NONE = -1;

  private final KernelAllocator allocator;
  private final ObjectMap objects;
  private final CallSites sites = new CallSites();
  private final Askers ofKmalloc = new Askers("kmalloc");

  /** The other allocator's numbers of places, by ours. */
  private int[] innerSites = {0};

  private int site;

  /** Tells {@code objects} of all that {@code allocator} gives out and takes back from now on. */
  public ObservedAllocator(KernelAllocator allocator, ObjectMap objects) {
    this.allocator = allocator;
    this.objects = objects;
    FrameContents contents = allocator.as(FrameContents.class);
    if (contents != null) {
      objects.ask(contents);
    }
  }

  @Override
  public int callSite(String name) {
    int number = sites.number(name);
    if (number >= innerSites.length) {
      innerSites = Arrays.copyOf(innerSites, Math.max(number + 1, 2 * innerSites.length));
    }
    innerSites[number] = allocator.callSite(name);
    return number;
  }

  @Override
  public void calledFrom(int number) {
    site = number;
    allocator.calledFrom(innerSites[number]);
  }

  @Override
  public void runOn(int cpu) {
    allocator.runOn(cpu);
  }

  @Override
  public long kmalloc(long size) {
    long address = allocator.kmalloc(size);
    if (address >= 0) {
      objects.allocated(address, size, ofKmalloc.of(site));
    }
    return address;
  }

  @Override
  public void kfree(long address) {
    allocator.kfree(address);
    if (address >= 0) {
      objects.freed(address);
    }
  }

  @Override
  public ObjectCache createCache(CacheSpec spec) {
    return new ObservedCache(allocator.createCache(spec), spec);
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

  /** The numbers of one source's askers, by call site. */
  private final class Askers {

    private final String source;
    private int[] numbers = {NONE};

    Askers(String source) {
      this.source = source;
    }

    int of(int caller) {
      if (caller >= numbers.length) {
        int known = numbers.length;
        numbers = Arrays.copyOf(numbers, Math.max(2 * known, caller + 1));
        Arrays.fill(numbers, known, numbers.length, NONE);
      }
      if (numbers[caller] == NONE) {
        String name = caller == 0 ? "" : sites.site(caller).text();
        numbers[caller] = objects.number(new ObjectMap.Who(name, source));
      }
      return numbers[caller];
    }
  }

  /** A cache whose objects the map is told of. */
  private final class ObservedCache implements ObjectCache {

    private final ObjectCache cache;
    private final Askers askers;

    ObservedCache(ObjectCache cache, CacheSpec spec) {
      this.cache = cache;
      this.askers = new Askers(spec.name());
    }

    @Override
    public String name() {
      return cache.name();
    }

    @Override
    public long allocate() {
      long address = cache.allocate();
      if (address >= 0) {
        objects.allocated(address, cache.objectSize(), askers.of(site));
      }
      return address;
    }

    @Override
    public void free(long address) {
      cache.free(address);
      if (address >= 0) {
        objects.freed(address);
      }
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
