package dev.tollgate.allocator.slab;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import dev.tollgate.core.allocator.PageMap;
import dev.tollgate.core.allocator.PageMapSource;
import dev.tollgate.core.allocator.SlabGeometry;
import dev.tollgate.core.allocator.SlabInfo;
import dev.tollgate.core.allocator.SlabInfoFormat;
import dev.tollgate.core.allocator.SlabInfoSource;
import dev.tollgate.core.allocator.SlabPages;
import dev.tollgate.core.allocator.SummarySource;
import dev.tollgate.core.machine.FrameContents;
import dev.tollgate.core.machine.FrameMarks;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.CacheSpec.Flag;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import dev.tollgate.core.spi.ObjectCache;

/**
 * SLAB of Linux (mm/slab.c): kmalloc is a row of caches of equal objects, larger requests get whole
 * frames.
 *
 * <p>Wrong frees are always refused, where the kernel refuses them if it was built to debug.
 */
final class SlabAllocator
    implements KernelAllocator,
        FrameContents,
        PageMapSource,
        SlabInfoSource,
        SlabPages,
        SummarySource {

  private static final int CLASS_SHIFT = 3;

  private final SlabHeap heap;
  private final LargeBlocks large;
  private final CacheTable table;
  private final SlabCache[] kmalloc;
  private final int largest;
  private final boolean givesFrames;

  SlabAllocator(Machine machine, SlabConfiguration configuration) {
    heap = new SlabHeap(machine, configuration.variant(), configuration.nodes());
    large = new LargeBlocks(heap);
    table = new CacheTable(machine, heap, configuration);
    kmalloc = table.kmalloc;
    largest = kmalloc.length << CLASS_SHIFT;
    givesFrames = configuration.variant().givesFrames();
    if (configuration.reap()) {
      Reaper.start(machine, heap, table.caches);
    }
  }

  /** What its caches share. */
  SlabHeap heap() {
    return heap;
  }

  @Override
  public void runOn(int cpu) {
    if (cpu < 0 || cpu >= heap.nodeOfCpu.length) {
      throw new IllegalArgumentException("no CPU has the number " + cpu);
    }
    heap.cpu = cpu;
  }

  @Override
  public long kmalloc(long size) {
    if (size > largest) {
      return givesFrames ? large.allocate(size) : FAILED;
    }
    if (size <= 0) {
      if (size < 0) {
        throw new IllegalArgumentException("kmalloc of %d bytes".formatted(size));
      }
      return ZERO_SIZE;
    }
    return kmalloc[(int) (size - 1) >>> CLASS_SHIFT].allocate((int) size);
  }

  @Override
  public void kfree(long address) {
    Slab slab = heap.slabAt(address);
    if (slab == null) {
      freeLarge(address);
    } else if (address != ZERO_SIZE) {
      free(slab, address);
    }
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
    int holder = heap.slots[slot];
    if (holder < 0 || holder >= SlabHeap.OWN) {
      throw WrongFree.notLive(cache, address, holder);
    }
    heap.takeBack(cache, address, slot);
    cache.free(address, slot, slab);
  }

  private void freeLarge(long address) {
    if (address == FAILED || address == ZERO_SIZE) {
      return;
    }
    large.free(address, large.requestedAt(address));
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
    return (long) PhysicalMemory.FRAME_BYTES << LargeBlocks.order(large.requestedAt(address));
  }

  @Override
  public long allocatedBytes(long address) {
    Slab slab = heap.slabAt(address);
    return slab == null || address == ZERO_SIZE ? ksize(address) : slab.cache.slotSize;
  }

  @Override
  public ObjectCache createCache(CacheSpec spec) {
    return new CacheHandle(this, table.create(spec), (int) spec.size());
  }

  @Override
  public MemoryUse use() {
    return new UseOfMemory(table.caches, heap, large).measure();
  }

  @Override
  public void mark(PageMap map) {
    MarkedSlabs slabs = new MarkedSlabs(heap, map);
    table.caches.forEach(slabs::mark);
    large.mark(map);
  }

  @Override
  public boolean mark(long frame, FrameMarks marks) {
    Slab slab = heap.slabAt(frame << PhysicalMemory.FRAME_SHIFT);
    if (slab == null) {
      return large.holds(frame);
    }
    MarkedFrame.mark(heap, slab, frame, marks);
    return true;
  }

  @Override
  public long framesHeld() {
    return heap.framesHeld();
  }

  @Override
  public void report(MetricSink sink) {
    new SlabReport(table.caches, sink).report(heap, large, use());
  }

  @Override
  public void check() {
    new SlabCheck(heap, table.caches, large).check();
  }

  @Override
  public ImmutableList<SlabInfo> slabInfo() {
    ImmutableList.Builder<SlabInfo> rows = ImmutableList.builder();
    for (SlabCache cache : Lists.reverse(table.caches)) {
      rows.add(CacheInfo.of(cache));
    }
    return rows.build();
  }

  @Override
  public long reclaimableFrames() {
    long frames = 0;
    for (SlabCache cache : table.caches) {
      if (cache.flags.contains(Flag.RECLAIM)) {
        for (SlabNode node : cache.nodes) {
          frames += node.slabs << cache.order;
        }
      }
    }
    return frames;
  }

  /** Those of large requests are counted here too (__kmalloc_large_node, mm/slab_common.c). */
  @Override
  public long unreclaimableFrames() {
    return heap.framesHeld() - reclaimableFrames();
  }

  @Override
  public String family() {
    return "slab";
  }

  /** Slabs, those of them with an active object, objects, active objects: over all caches. */
  @Override
  public void appendState(StringBuilder line) {
    long slabs = 0;
    long activeSlabs = 0;
    long objects = 0;
    long activeObjects = 0;
    for (SlabInfo cache : slabInfo()) {
      slabs += cache.slabs();
      activeSlabs += cache.activeSlabs();
      objects += cache.objects();
      activeObjects += cache.activeObjects();
    }
    line.append(' ').append(slabs).append(' ').append(activeSlabs);
    line.append(' ').append(objects).append(' ').append(activeObjects);
  }

  /** The text of /proc/slabinfo, version 2.1. */
  @Override
  public void appendText(StringBuilder text) {
    text.append(SlabInfoFormat.V2_1.text(slabInfo(), false, false));
  }

  @Override
  public String geometryText() {
    StringBuilder text = new StringBuilder();
    text.append(
        "# sizeof(struct kmem_cache_node) %d, kmem_cache object %d\n"
            .formatted(CacheTable.NODE_BYTES, table.descriptorSlot()));
    text.append(SlabGeometry.HEADING);
    for (SlabCache cache : Lists.reverse(table.caches)) {
      text.append(cache.geometry().line(cache.name));
    }
    return text.toString();
  }
}
