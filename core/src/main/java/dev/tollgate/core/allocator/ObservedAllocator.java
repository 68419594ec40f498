package dev.tollgate.core.allocator;

import dev.tollgate.core.machine.FrameContents;
import dev.tollgate.core.machine.ObjectMap;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ObjectCache;
import java.util.Arrays;

/**
 * An allocator whose objects an {@link ObjectMap} is told of. The other one, which it stands in
 * front of, knows nothing of it: addresses, steps and prices stay the same.
 */
public final class ObservedAllocator extends ForwardingAllocator {

  private final KernelAllocator allocator;
  private final ObjectMap objects;
  private final CallSites sites = new CallSites();
  private final NumbersBySite ofKmalloc = askers("kmalloc");

  /** The other allocator's numbers of places, by ours. */
  private int[] innerSites = {0};

  private int site;

  /** Tells {@code objects} of all that {@code allocator} gives out and takes back from now on. */
  public ObservedAllocator(KernelAllocator allocator, ObjectMap objects) {
    super(allocator);
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
    super.calledFrom(innerSites[number]);
  }

  @Override
  public long kmalloc(long size) {
    objects.changing();
    long address = allocator.kmalloc(size);
    if (address >= 0) {
      objects.allocated(address, size, ofKmalloc.of(site));
    }
    return address;
  }

  @Override
  public void kfree(long address) {
    objects.changing();
    allocator.kfree(address);
    if (address >= 0) {
      objects.freed(address);
    }
  }

  @Override
  public ObjectCache createCache(CacheSpec spec) {
    return new ObservedCache(allocator.createCache(spec), spec);
  }

  /** The numbers of one source's askers, by call site. */
  private NumbersBySite askers(String source) {
    return new NumbersBySite(
        caller ->
            objects.number(
                new ObjectMap.Who(caller == 0 ? "" : sites.site(caller).text(), source)));
  }

  /** A cache whose objects the map is told of. */
  private final class ObservedCache extends ForwardingCache {

    private final ObjectCache cache;
    private final NumbersBySite askers;

    ObservedCache(ObjectCache cache, CacheSpec spec) {
      super(cache);
      this.cache = cache;
      this.askers = askers(spec.name());
    }

    @Override
    public long allocate() {
      objects.changing();
      long address = cache.allocate();
      if (address >= 0) {
        objects.allocated(address, cache.objectSize(), askers.of(site));
      }
      return address;
    }

    @Override
    public void free(long address) {
      objects.changing();
      cache.free(address);
      if (address >= 0) {
        objects.freed(address);
      }
    }
  }
}
