package dev.tollgate.allocator.slab;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tollgate.core.allocator.SlabInfo;
import dev.tollgate.core.allocator.SlabInfoFormat;
import dev.tollgate.core.machine.Fnv1a;
import dev.tollgate.core.machine.PageCounts;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ObjectCache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Plays a trace to an allocator and writes down what the collection's own replay does. */
final class OracleReplay {

  private final OracleTrace trace;
  private final SlabAllocator allocator;
  private final PageCounts pages;
  private final int stateEvery;
  private final List<ObjectCache> caches = new ArrayList<>();
  private final long[] addresses;
  private final int[] sizes;
  private final boolean[] live;
  private final int[] counts = new int[5];
  private final StringBuilder placements = new StringBuilder();
  private final StringBuilder states = new StringBuilder();
  private int failed;
  private int liveObjects;
  private long requested;
  private long requestedPeak;

  /** Called after every so-many-th event. */
  interface Watcher {
    void look(int events);
  }

  OracleReplay(OracleTrace trace, SlabAllocator allocator, PageCounts pages, int stateEvery) {
    this.trace = trace;
    this.allocator = allocator;
    this.pages = pages;
    this.stateEvery = stateEvery;
    addresses = new long[trace.names.size()];
    sizes = new int[addresses.length];
    live = new boolean[addresses.length];
    Arrays.fill(addresses, KernelAllocator.FAILED);
  }

  OracleReplay play(Watcher watcher) {
    for (int i = 0; i < trace.verbs.length; i++) {
      event(trace.verbs[i], trace.objects[i], trace.arguments[i]);
      counts[trace.verbs[i]]++;
      watcher.look(i + 1);
      if ((i + 1) % stateEvery == 0) {
        state(i + 1);
      }
    }
    return this;
  }

  private void event(int verb, int object, int argument) {
    switch (verb) {
      case OracleTrace.CACHE -> caches.add(allocator.createCache(trace.caches.get(argument)));
      case OracleTrace.KMALLOC -> took(object, argument, allocator.kmalloc(argument));
      case OracleTrace.ALLOC ->
          took(object, (int) trace.caches.get(argument).size(), caches.get(argument).allocate());
      default -> {
        long address = addresses[object];
        if (live[object]) {
          if (verb == OracleTrace.KFREE) {
            allocator.kfree(address);
          } else {
            caches.get(argument).free(address);
          }
          live[object] = false;
          liveObjects--;
          requested -= sizes[object];
        }
      }
    }
  }

  private void took(int object, int size, long address) {
    placements.append(trace.names.get(object));
    if (address == KernelAllocator.FAILED) {
      failed++;
      placements.append(" null 0\n");
      return;
    }
    addresses[object] = address;
    sizes[object] = size;
    live[object] = true;
    liveObjects++;
    requested += size;
    requestedPeak = Math.max(requestedPeak, requested);
    if (size == 0) {
      placements.append(" zero 0\n");
    } else {
      placements
          .append(' ')
          .append(Long.toHexString(address))
          .append(' ')
          .append(allocator.ksize(address))
          .append('\n');
    }
  }

  private void state(int events) {
    long slabs = 0;
    long activeSlabs = 0;
    long objects = 0;
    long activeObjects = 0;
    for (SlabInfo cache : allocator.slabInfo()) {
      slabs += cache.slabs();
      activeSlabs += cache.activeSlabs();
      objects += cache.objects();
      activeObjects += cache.activeObjects();
    }
    states.append(
        "state %d %d %d %d %d %d %d\n"
            .formatted(
                events, pages.heldFrames(), slabs, activeSlabs, objects, activeObjects, requested));
  }

  String placements() {
    return placements.toString();
  }

  String report() {
    byte[] bytes = placements().getBytes(US_ASCII);
    return states
        + """
        allocator slab
        events %d
        cache %d
        kmalloc %d
        kfree %d
        alloc %d
        free %d
        failed %d
        live %d
        requested_live %d
        requested_peak %d
        pages_held %d
        pages_peak %d
        frames_top %d
        page_allocs %d
        page_frees %d
        address_digest %016x
        """
            .formatted(
                trace.verbs.length,
                counts[OracleTrace.CACHE],
                counts[OracleTrace.KMALLOC],
                counts[OracleTrace.KFREE],
                counts[OracleTrace.ALLOC],
                counts[OracleTrace.FREE],
                failed,
                liveObjects,
                requested,
                requestedPeak,
                pages.heldFrames(),
                pages.peakHeldFrames(),
                pages.topFrame(),
                pages.allocations(),
                pages.frees(),
                Fnv1a.update(Fnv1a.OFFSET_BASIS, bytes, 0, bytes.length))
        + SlabInfoFormat.V2_1.text(allocator.slabInfo(), false, false);
  }

  long requested() {
    return requested;
  }
}
