package dev.tollgate.workload.kmem;

import dev.tollgate.core.allocator.PageMap;
import dev.tollgate.core.allocator.PageMapSource;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ObjectCache;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hands the requests of a trace to an allocator, one by one. An object goes back to where it came
 * from, whichever way the trace frees it.
 */
final class RequestPlayer implements PageMapSource {

  private static final int SOME_CACHES = 64;

  private final String trace;
  private final RequestSource requests;
  private final KernelAllocator allocator;
  private final Callers callers;
  private final OwnCaches ownCaches;
  private final ObjectPlacements placements;
  private final AllocationCounts counts;
  private final long memoryBytes;
  private final boolean duplicatesAreErrors;
  private final LiveObjects live = new LiveObjects();
  private @Nullable ObjectOwners owners;
  private long lastSize;
  private @Nullable ObjectCache[] caches = new ObjectCache[SOME_CACHES];

  RequestPlayer(
      AllocationConfiguration configuration,
      RequestSource requests,
      KernelAllocator allocator,
      ObjectPlacements placements,
      AllocationCounts counts,
      long frames) {
    this.trace = configuration.trace().toString();
    this.requests = requests;
    this.allocator = allocator;
    this.callers = new Callers(allocator, requests);
    this.ownCaches = new OwnCaches(configuration.ownCaches(), allocator, requests);
    if (requests.isComplete() && !configuration.ownCaches().isEmpty()) {
      throw new BadInputException(
          trace + " is a plain trace; own-caches needs call sites, which it has none of");
    }
    this.placements = placements;
    this.counts = counts;
    this.memoryBytes = frames << PhysicalMemory.FRAME_SHIFT;
    this.duplicatesAreErrors = requests.isComplete() || configuration.refusesUntracedFrees();
  }

  /** Carries out the request that the source stands on; false if it got no memory. */
  boolean play() {
    switch (requests.kind()) {
      case CACHE -> {
        counts.caches++;
        cache(requests.cache());
        return true;
      }
      case KMALLOC -> {
        counts.kmallocs++;
        return kmalloc(requests.id(), requests.size());
      }
      case ALLOC -> {
        counts.allocations++;
        return take(requests.id(), cache(requests.cache()), requests.cache());
      }
      case KFREE -> {
        counts.kfrees++;
        free(requests.id());
        return true;
      }
      case FREE -> {
        counts.frees++;
        free(requests.id());
        return true;
      }
      case OTHER -> {
        return true;
      }
    }
    throw new IllegalStateException();
  }

  private ObjectCache cache(int number) {
    ObjectCache made = number < caches.length ? caches[number] : null;
    return made == null ? make(number) : made;
  }

  private ObjectCache make(int number) {
    if (number >= caches.length) {
      caches = Arrays.copyOf(caches, 2 * number);
    }
    CacheSpec spec = requests.spec(number);
    if (spec.size() > memoryBytes) {
      throw beyondMemory(spec.size());
    }
    ObjectCache made;
    try {
      made = allocator.createCache(spec);
    } catch (BadInputException e) {
      throw BadInputException.at(trace, requests.line(), String.valueOf(e.getMessage()));
    }
    caches[number] = made;
    return made;
  }

  private boolean kmalloc(long id, long size) {
    if (size > memoryBytes) {
      throw beyondMemory(size);
    }
    int number = ownCaches.numberFor(size);
    if (number != LiveObjects.KMALLOC) {
      return take(id, ownCaches.use(number), number);
    }
    requireVacant(id);
    callers.announce();
    long address = allocator.kmalloc(size);
    live.add(id, address, size, LiveObjects.KMALLOC, requests.callSite());
    if (address == KernelAllocator.FAILED) {
      return failed(id, size);
    }
    counts.took(size);
    if (address == KernelAllocator.ZERO_SIZE) {
      placements.zero(id);
    } else {
      placements.placed(id, address, allocator.ksize(address));
    }
    long recorded = requests.bytesAllocated();
    if (recorded != RequestSource.UNKNOWN) {
      counts.recorded(recorded, allocator.allocatedBytes(address));
    }
    return true;
  }

  private boolean take(long id, ObjectCache cache, int number) {
    requireVacant(id);
    callers.announce();
    long address = cache.allocate();
    long size = cache.objectSize();
    live.add(id, address, size, number, requests.callSite());
    if (address == KernelAllocator.FAILED) {
      return failed(id, size);
    }
    counts.took(size);
    placements.placed(id, address, cache.usableSize());
    return true;
  }

  /** Marks every byte asked for and held, with who asked. */
  @Override
  public void mark(PageMap map) {
    ObjectOwners known = owners;
    if (known == null || !known.areOf(map)) {
      known = new ObjectOwners(map, requests);
      owners = known;
    }
    live.mark(map, known);
  }

  /** Where an object of the trace lies, or {@link KernelAllocator#FAILED}. */
  long address(long id) {
    int slot = live.find(id);
    return slot == LiveObjects.NONE ? KernelAllocator.FAILED : live.address(slot);
  }

  /** Bytes that were asked for an object; 0 if the trace holds none of this number. */
  long size(long id) {
    int slot = live.find(id);
    return slot == LiveObjects.NONE ? 0 : live.size(slot);
  }

  /** Bytes that the last request without success asked for. */
  long lastSize() {
    return lastSize;
  }

  private boolean failed(long id, long size) {
    lastSize = size;
    counts.failed++;
    placements.failed(id);
    return false;
  }

  private void requireVacant(long id) {
    int slot = live.find(id);
    if (slot == LiveObjects.NONE) {
      return;
    }
    if (live.address(slot) != KernelAllocator.FAILED) {
      if (duplicatesAreErrors) {
        throw BadInputException.at(
            trace,
            requests.line(),
            "object %s is allocated, but one of this number is live; expected its free before"
                .formatted(shown(id)));
      }
      counts.untracedFrees++;
    }
    release(live.remove(id));
  }

  private void free(long id) {
    int slot = live.remove(id);
    if (slot != LiveObjects.NONE) {
      release(slot);
    } else if (requests.isComplete()) {
      throw BadInputException.at(
          trace,
          requests.line(),
          "object %s is freed, but it is not live; expected its allocation before"
              .formatted(shown(id)));
    } else {
      counts.unknownFrees++;
    }
  }

  private void release(int slot) {
    long address = live.address(slot);
    if (address == KernelAllocator.FAILED) {
      return;
    }
    counts.gave(live.size(slot));
    int number = live.cache(slot);
    if (number == LiveObjects.KMALLOC) {
      allocator.kfree(address);
    } else if (number < LiveObjects.KMALLOC) {
      ownCaches.cache(number).free(address);
    } else {
      cache(number).free(address);
    }
  }

  void report(MetricSink sink) {
    ownCaches.report(sink);
  }

  private String shown(long id) {
    return requests.isComplete() ? Long.toString(id) : Long.toHexString(id);
  }

  private BadInputException beyondMemory(long size) {
    return BadInputException.at(
        trace,
        requests.line(),
        "%d bytes are asked for; the machine has %d bytes of memory".formatted(size, memoryBytes));
  }
}
