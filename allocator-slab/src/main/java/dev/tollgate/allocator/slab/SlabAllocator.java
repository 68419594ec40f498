package dev.tollgate.allocator.slab;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import com.google.common.collect.Sets;
import dev.tollgate.core.allocator.SlabGeometry;
import dev.tollgate.core.allocator.SlabInfo;
import dev.tollgate.core.allocator.SlabInfoSource;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.CacheSpec.Flag;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import dev.tollgate.core.spi.ObjectCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** SLAB of Linux 6.1 (mm/slab.c, mm/slab_common.c). */
final class SlabAllocator implements KernelAllocator, SlabInfoSource {

  /** Bytes of a cache's descriptor, {@code struct kmem_cache}. */
  private static final int DESCRIPTOR_BYTES = 128;

  /** Bytes of the descriptor of a cache's slabs, {@code struct kmem_cache_node}. */
  private static final int NODE_BYTES = 112;

  private static final ImmutableSet<Flag> KMALLOC = ImmutableSet.of(Flag.HWCACHE_ALIGN);

  /** Flags of caches that never share, and never are shared. */
  private static final ImmutableSet<Flag> NEVER_MERGED =
      ImmutableSet.of(Flag.TYPESAFE_BY_RCU, Flag.NOLEAKTRACE);

  private final SlabConfiguration configuration;
  private final SlabHeap heap;
  private final GeometryRule rule;
  private final LargeBlocks large;

  /** All caches, the oldest first. */
  private final List<SlabCache> caches = new ArrayList<>();

  /** Caches that others may join, the oldest first. */
  private final List<SlabCache> joinable = new ArrayList<>();

  private final SlabCache descriptors;

  /** Cache for each size of kmalloc, by (size − 1) / 8 up to {@link KmallocClasses#LARGEST}. */
  private final SlabCache[] kmalloc = new SlabCache[KmallocClasses.LARGEST / Long.BYTES];

  SlabAllocator(Machine machine, SlabConfiguration configuration) {
    this.configuration = configuration;
    heap = new SlabHeap(machine, new ByteIndex(machine.memory()), configuration.nodes());
    int cpus = machine.profile().cpus();
    rule =
        new ByteIndexGeometry(
            configuration.maxOrder(machine.pages().totalFrames()),
            configuration.cacheLine(),
            new Queues(cpus, cpus));
    large = new LargeBlocks(heap);
    descriptors = bootCache("kmem_cache", DESCRIPTOR_BYTES, Set.of());
    SlabCache nodes = bootCache("kmalloc-128", 128, Set.of());
    for (int size : KmallocClasses.SIZES.asList()) {
      if (size != 128) {
        bootCache("kmalloc-" + KmallocClasses.suffix(size), size, Set.of());
      }
    }
    for (int size : KmallocClasses.SIZES.asList()) {
      bootCache("kmalloc-rcl-" + KmallocClasses.suffix(size), size, ImmutableSet.of(Flag.RECLAIM));
    }
    // Every cache has its descriptors, but that of the first is part of the kernel's image.
    boot(descriptors, caches.size() - 1, DESCRIPTOR_BYTES);
    boot(nodes, caches.size(), NODE_BYTES);
    for (int size = Long.BYTES; size <= KmallocClasses.LARGEST; size += Long.BYTES) {
      kmalloc[(size - 1) / Long.BYTES] = kmallocCacheOf(KmallocClasses.sizeFor(size));
    }
  }

  private SlabCache kmallocCacheOf(int size) {
    for (SlabCache cache : caches) {
      if (cache.name.equals("kmalloc-" + KmallocClasses.suffix(size))) {
        return cache;
      }
    }
    throw new IllegalStateException("no kmalloc cache of " + size + " bytes");
  }

  /** A cache that exists when the kernel has started. */
  private SlabCache bootCache(String name, int size, Set<Flag> flags) {
    ImmutableSet<Flag> all = Sets.union(flags, KMALLOC).immutableCopy();
    int alignment = rule.alignment(size, KmallocClasses.alignment(size), all);
    SlabCache cache = make(name, size, alignment, all);
    if (cache == null) {
      throw new IllegalStateException("no slab holds an object of " + size + " bytes");
    }
    caches.add(cache);
    return cache;
  }

  /** Takes objects past the arrays, which are empty when the kernel's start is over. */
  private void boot(SlabCache cache, int count, int bytes) {
    cache.takeAtBoot(count, SlabHeap.OWN | bytes);
  }

  private @Nullable SlabCache make(String name, long size, int alignment, Set<Flag> flags) {
    SlabGeometry geometry = rule.geometry(size, alignment, flags);
    if (geometry == null) {
      return null;
    }
    SlabCache indexCache =
        geometry.mode() == SlabGeometry.Mode.OFF ? kmallocCacheFor(geometry.freelistSize()) : null;
    return new SlabCache(name, flags, geometry, false, indexCache, heap, configuration.nodes());
  }

  private SlabCache kmallocCacheFor(int size) {
    return kmalloc[(size - 1) / Long.BYTES];
  }

  @Override
  public long kmalloc(long size) {
    if (size > KmallocClasses.LARGEST) {
      return large.allocate(size);
    }
    if (size <= 0) {
      if (size < 0) {
        throw new IllegalArgumentException("kmalloc of %d bytes".formatted(size));
      }
      return ZERO_SIZE;
    }
    return kmalloc[(int) (size - 1) >>> 3].allocate((int) size);
  }

  @Override
  public void kfree(long address) {
    Slab slab = heap.slabAt(address);
    if (slab == null) {
      freeLarge(address);
      return;
    }
    if (address == ZERO_SIZE) {
      return;
    }
    free(slab, address);
  }

  /** Gives an object back to {@code cache}, as kmem_cache_free. */
  void free(SlabCache cache, long address) {
    Slab slab = heap.slabAt(address);
    if (slab == null) {
      if (address == FAILED) {
        return;
      }
      throw WrongFree.foreign(address);
    }
    if (slab.cache != cache) {
      throw WrongFree.otherCache(cache, slab.cache, address);
    }
    free(slab, address);
  }

  private void free(Slab slab, long address) {
    SlabCache cache = slab.cache;
    int object = cache.objectAt(slab, address);
    if (object < 0) {
      throw WrongFree.insideObject(cache, slab, address);
    }
    int slot = slab.firstSlot + object;
    int[] slots = heap.slots;
    int holder = slots[slot];
    if (holder < 0 || holder >= SlabHeap.OWN) {
      throw WrongFree.notLive(cache, address, holder);
    }
    slots[slot] = SlabHeap.FREE;
    cache.free(address, slot, slab);
  }

  private void freeLarge(long address) {
    if (address == FAILED || address == ZERO_SIZE) {
      return;
    }
    int size = large.requestedAt(address);
    if (size == 0) {
      throw WrongFree.foreign(address);
    }
    large.free(address, size);
  }

  @Override
  public long ksize(long address) {
    if (address == ZERO_SIZE) {
      return 0;
    }
    Slab slab = heap.slabAt(address);
    if (slab != null) {
      return slab.cache.objectSize;
    }
    int size = large.requestedAt(address);
    if (size == 0) {
      throw WrongFree.foreign(address);
    }
    return (long) PhysicalMemory.FRAME_BYTES << LargeBlocks.order(size);
  }

  @Override
  public ObjectCache createCache(CacheSpec spec) {
    checkSpec(spec);
    int size = (int) spec.size();
    SlabCache shared = configuration.merge() ? mergeable(spec) : null;
    if (shared != null) {
      shared.users++;
      shared.objectSize = Math.max(shared.objectSize, size);
      return new CacheHandle(this, shared, size);
    }
    long descriptor = descriptors.allocate(SlabHeap.OWN | DESCRIPTOR_BYTES);
    if (descriptor == FAILED) {
      throw noMemory(spec);
    }
    int alignment = rule.alignment(size, spec.alignment(), spec.flags());
    SlabCache cache = make(spec.name(), size, alignment, spec.flags());
    if (cache == null) {
      descriptors.freeOwn(descriptor);
      throw tooLarge(spec);
    }
    for (int node = 0; node < configuration.nodes(); node++) {
      // A machine that fails here has lost what the earlier nodes took, and is of no use anyway.
      if (kmallocCacheFor(NODE_BYTES).allocate(SlabHeap.OWN | NODE_BYTES) == FAILED) {
        descriptors.freeOwn(descriptor);
        throw noMemory(spec);
      }
    }
    caches.add(cache);
    joinable.add(cache);
    return new CacheHandle(this, cache, size);
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

  private static final long MOST_BYTES = 4L << 20;

  private static BadInputException tooLarge(CacheSpec spec) {
    return new BadInputException(
        "cache %s: no slab holds an object of %d bytes aligned to %d; a slab has at most %d bytes"
            .formatted(spec.name(), spec.size(), spec.alignment(), MOST_BYTES));
  }

  private static BadInputException noMemory(CacheSpec spec) {
    return new BadInputException(
        "cache %s: no memory left for its descriptors".formatted(spec.name()));
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

  @Override
  public MemoryUse use() {
    return new UseOfMemory(caches, heap, large).measure();
  }

  @Override
  public long framesHeld() {
    return heap.framesHeld();
  }

  @Override
  public ImmutableList<SlabInfo> slabInfo() {
    ImmutableList.Builder<SlabInfo> rows = ImmutableList.builder();
    for (SlabCache cache : Lists.reverse(caches)) {
      rows.add(CacheInfo.of(cache));
    }
    return rows.build();
  }

  @Override
  public String geometryText() {
    StringBuilder text = new StringBuilder();
    text.append(
        "# sizeof(struct kmem_cache_node) %d, kmem_cache object %d\n"
            .formatted(NODE_BYTES, descriptors.slotSize));
    text.append(SlabGeometry.HEADING);
    for (SlabCache cache : Lists.reverse(caches)) {
      text.append(cache.geometry().line(cache.name));
    }
    return text.toString();
  }
}
