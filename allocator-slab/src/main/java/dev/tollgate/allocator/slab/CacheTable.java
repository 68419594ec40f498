package dev.tollgate.allocator.slab;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.common.primitives.ImmutableIntArray;
import dev.tollgate.core.allocator.SlabGeometry;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.CacheSpec.Flag;
import dev.tollgate.core.spi.KernelAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All caches of one allocator, from those the kernel starts with on. */
final class CacheTable {

  /** Bytes of {@code struct kmem_cache_node} of Linux 6.1. */
  static final int NODE_BYTES = 112;

  /**
   * Bytes of a cache's descriptor: {@code struct kmem_cache} of 6.1 takes 128; that of 2.6 takes
   * 256 in a real machine's slabinfo (2.6.9, i386).
   */
  private static final int DESCRIPTOR_BYTES = 128;

  private static final int OLD_DESCRIPTOR_BYTES = 256;

  /** Bytes of {@code struct array_cache} of 2.6.5 without its pointers. */
  private static final int ARRAY_BYTES = 16;

  private static final long MOST_BYTES = 4L << 20;

  private static final ImmutableSet<Flag> KMALLOC = ImmutableSet.of(Flag.HWCACHE_ALIGN);

  /** Flags of caches that never share, and never are shared. */
  private static final ImmutableSet<Flag> NEVER_MERGED =
      ImmutableSet.of(Flag.TYPESAFE_BY_RCU, Flag.NOLEAKTRACE);

  private final SlabHeap heap;
  private final GeometryRule rule;
  private final SlabVariant variant;
  private final KmallocClasses classes;
  private final boolean merge;
  private final int nodes;
  private final int descriptorBytes;

  /** All caches, the oldest first. */
  final List<SlabCache> caches = new ArrayList<>();

  /** Caches that others may join, the oldest first. */
  private final List<SlabCache> joinable = new ArrayList<>();

  private final SlabCache descriptors;

  /** Cache for each size of kmalloc, by (size − 1) / 8. */
  final SlabCache[] kmalloc;

  CacheTable(Machine machine, SlabHeap heap, SlabConfiguration configuration) {
    this.heap = heap;
    variant = configuration.variant();
    merge = configuration.merge();
    nodes = configuration.nodes();
    int cpus = machine.profile().cpus();
    int maxOrder = configuration.maxOrder(machine.pages().totalFrames());
    int line = configuration.cacheLine();
    Queues queues = new Queues(cpus, (cpus + nodes - 1) / nodes);
    classes = configuration.classes();
    boolean modern = variant == SlabVariant.V6_1;
    rule =
        modern
            ? new ByteIndexGeometry(maxOrder, line, queues, classes)
            : new BufctlGeometry(maxOrder, line, queues);
    descriptorBytes = modern ? DESCRIPTOR_BYTES : OLD_DESCRIPTOR_BYTES;
    ImmutableIntArray sizes = classes.sizes();
    kmalloc = new SlabCache[classes.largest() / Long.BYTES];
    descriptors = start("kmem_cache", descriptorBytes, ImmutableSet.of());
    if (modern) {
      startKmalloc(sizes);
    } else {
      startOldKmalloc(sizes);
    }
    takeDescriptors();
  }

  private void startKmalloc(ImmutableIntArray sizes) {
    int first = classes.sizeFor(NODE_BYTES);
    SlabCache[] made = new SlabCache[sizes.length()];
    for (int place = -1; place < made.length; place++) {
      // The cache that holds the nodes of all caches is the first to be needed.
      int size = place < 0 ? first : sizes.get(place);
      if (place < 0 || size != first) {
        SlabCache cache = start("kmalloc-" + KmallocClasses.suffix(size), size, ImmutableSet.of());
        made[sizes.indexOf(size)] = cache;
      }
    }
    int next = 0;
    for (int place = 0; place < made.length; place++) {
      next = serve(next, sizes.get(place), made[place]);
      start(
          "kmalloc-rcl-" + KmallocClasses.suffix(sizes.get(place)),
          sizes.get(place),
          ImmutableSet.of(Flag.RECLAIM));
    }
  }

  private void startOldKmalloc(ImmutableIntArray sizes) {
    int next = 0;
    for (int size : sizes.asList()) {
      next = serve(next, size, start("size-" + size, size, ImmutableSet.of()));
      start("size-" + size + "(DMA)", size, ImmutableSet.of());
    }
  }

  /** Lets {@code cache} serve the sizes above those served so far, up to {@code size}. */
  private int serve(int next, int size, SlabCache cache) {
    int end = size / Long.BYTES;
    for (int place = next; place < end; place++) {
      kmalloc[place] = cache;
    }
    return end;
  }

  /** A cache that exists when the kernel has started. */
  private SlabCache start(String name, int size, Set<Flag> flags) {
    ImmutableSet<Flag> all = Sets.union(flags, KMALLOC).immutableCopy();
    int alignment = rule.alignment(size, classes.alignment(size), all);
    SlabCache cache = make(name, size, alignment, all);
    if (cache == null) {
      throw new IllegalStateException("no slab holds an object of " + size + " bytes");
    }
    caches.add(cache);
    return cache;
  }

  /**
   * Takes the descriptors of the caches that the kernel starts with, past the arrays: all arrays
   * are empty when its start is over.
   */
  private void takeDescriptors() {
    // The first cache's own descriptor is part of the kernel's image.
    descriptors.takeAtStart(caches.size() - 1, SlabHeap.OWN | descriptorBytes);
    for (SlabCache cache : List.copyOf(caches)) {
      for (int bytes : ownObjects(cache).asList()) {
        kmallocCacheFor(bytes).takeAtStart(1, SlabHeap.OWN | bytes);
      }
    }
  }

  /** Sizes in bytes of what a cache takes from kmalloc for itself. */
  private ImmutableIntArray ownObjects(SlabCache cache) {
    ImmutableIntArray.Builder sizes = ImmutableIntArray.builder();
    if (variant == SlabVariant.V6_1) {
      for (int node = 0; node < nodes; node++) {
        sizes.add(NODE_BYTES);
      }
      return sizes.build();
    }
    for (int cpu = 0; cpu < cache.queues.length; cpu++) {
      sizes.add(ARRAY_BYTES + variant.word * cache.limit);
    }
    if (cache.sharedFactor > 0) {
      sizes.add(ARRAY_BYTES + variant.word * cache.sharedFactor * cache.batchCount);
    }
    return sizes.build();
  }

  private @Nullable SlabCache make(String name, long size, int alignment, Set<Flag> flags) {
    SlabGeometry geometry = rule.geometry(size, alignment, flags);
    if (geometry == null) {
      return null;
    }
    boolean off = geometry.mode() == SlabGeometry.Mode.OFF;
    SlabCache indexCache = off ? kmallocCacheFor(geometry.freelistSize()) : null;
    return new SlabCache(name, flags, geometry, indexCache, heap, nodes);
  }

  private SlabCache kmallocCacheFor(int size) {
    return kmalloc[(size - 1) / Long.BYTES];
  }

  /** Bytes that the descriptor of a cache takes. */
  int descriptorSlot() {
    return descriptors.slotSize;
  }

  /** The cache for {@code spec}: a new one, or an older one that it may share. */
  SlabCache create(CacheSpec spec) {
    checkSpec(spec);
    SlabCache shared = merge ? mergeable(spec) : null;
    if (shared != null) {
      shared.join((int) spec.size());
      return shared;
    }
    long descriptor = descriptors.allocate(SlabHeap.OWN | descriptorBytes);
    if (descriptor == KernelAllocator.FAILED) {
      throw noMemory(spec);
    }
    int alignment = rule.alignment(spec.size(), spec.alignment(), spec.flags());
    SlabCache cache = make(spec.name(), spec.size(), alignment, spec.flags());
    if (cache == null) {
      descriptors.freeOwn(descriptor);
      throw tooLarge(spec);
    }
    takeOwnObjects(spec, cache, descriptor);
    caches.add(cache);
    joinable.add(cache);
    return cache;
  }

  private void takeOwnObjects(CacheSpec spec, SlabCache cache, long descriptor) {
    ImmutableIntArray sizes = ownObjects(cache);
    long[] taken = new long[sizes.length()];
    for (int i = 0; i < taken.length; i++) {
      SlabCache source = kmallocCacheFor(sizes.get(i));
      taken[i] = source.allocate(SlabHeap.OWN | sizes.get(i));
      if (taken[i] == KernelAllocator.FAILED) {
        for (int given = 0; given < i; given++) {
          kmallocCacheFor(sizes.get(given)).freeOwn(taken[given]);
        }
        descriptors.freeOwn(descriptor);
        throw noMemory(spec);
      }
    }
  }

  /** The oldest cache that objects of {@code spec} fit into with little waste, or null. */
  private @Nullable SlabCache mergeable(CacheSpec spec) {
    if (!Sets.intersection(spec.flags(), NEVER_MERGED).isEmpty()) {
      return null;
    }
    int alignment = rule.alignment(spec.size(), spec.alignment(), spec.flags());
    long words = (spec.size() + Long.BYTES - 1) & -Long.BYTES;
    long slot = (words + alignment - 1) & -alignment;
    boolean reclaim = spec.flags().contains(Flag.RECLAIM);
    for (SlabCache cache : joinable) {
      if (slot <= cache.slotSize
          && reclaim == cache.flags.contains(Flag.RECLAIM)
          && cache.slotSize % alignment == 0
          && cache.slotSize - slot < Long.BYTES
          && cache.alignment % alignment == 0
          && Sets.intersection(cache.flags, NEVER_MERGED).isEmpty()) {
        return cache;
      }
    }
    return null;
  }

  private static void checkSpec(CacheSpec spec) {
    if (spec.size() < 1) {
      throw new BadInputException(
          "cache %s: an object has at least 1 byte, not %d".formatted(spec.name(), spec.size()));
    }
    if (spec.alignment() < 0 || Long.bitCount(spec.alignment()) > 1) {
      throw new BadInputException(
          "cache %s: an alignment is a power of two or 0, not %d"
              .formatted(spec.name(), spec.alignment()));
    }
    if (spec.size() > MOST_BYTES || spec.alignment() > MOST_BYTES) {
      throw tooLarge(spec);
    }
  }

  private static BadInputException tooLarge(CacheSpec spec) {
    return new BadInputException(
        "cache %s: no slab holds an object of %d bytes aligned to %d"
            .formatted(spec.name(), spec.size(), spec.alignment()));
  }

  private static BadInputException noMemory(CacheSpec spec) {
    return new BadInputException(
        "cache %s: no memory left for its descriptors".formatted(spec.name()));
  }
}
