package dev.tollgate.allocator.slob;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.allocator.PageMap;
import dev.tollgate.core.allocator.PageMapSource;
import dev.tollgate.core.allocator.SlabPages;
import dev.tollgate.core.allocator.SummarySource;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.FrameContents;
import dev.tollgate.core.machine.FrameMarks;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import dev.tollgate.core.spi.ObjectCache;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SLOB from 2.6.23 to 6.3 on a 64-bit machine (Linux 6.1, mm/slob.c): kmalloc with a header as
 * large as its least alignment, mostly 8 bytes, that holds the size, caches without any, large
 * requests passed on to the page allocator.
 *
 * <p>SLOB trusts its callers. An address that was freed before, or never given out, goes unnoticed
 * as long as it lies in a heap page: what stands before it is taken for a header and the freelist
 * is corrupted as in the real one. Only what lies outside SLOB's pages is noticed.
 */
final class PagedSlob
    implements KernelAllocator, FrameContents, PageMapSource, SlabPages, SummarySource {

  /** ARCH_KMALLOC_MINALIGN of x86-64, in bytes. */
  static final int LEAST_ALIGNMENT = 8;

  private static final long UNSIGNED = 0xffff_ffffL;

  private final PhysicalMemory memory;
  private final Generation generation;

  /** Bytes of a kmalloc header, and the least alignment of what kmalloc returns. */
  private final int header;

  private final PageFrames frames;
  private final SlobSteps steps;
  private final HeldPages pages;
  private final RequestClasses classes = new RequestClasses();
  private final PageHeap heap;
  private final PageBlocks blocks;
  private final LiveBytes live = new LiveBytes();
  private final List<SlobCache> caches = new ArrayList<>();

  private final Descriptors descriptors;

  /** Bit of a kmalloc of a power of two bytes, by its log2. */
  private final int[] powerClass = new int[PhysicalMemory.FRAME_SHIFT];

  PagedSlob(Machine machine, Generation generation) {
    this(machine, generation, LEAST_ALIGNMENT);
  }

  /**
   * A SLOB on a machine of its own.
   *
   * @param leastAlignment ARCH_KMALLOC_MINALIGN in bytes, a power of two from 8 to 128
   */
  PagedSlob(Machine machine, Generation generation, int leastAlignment) {
    this.memory = machine.memory();
    this.generation = generation;
    this.header = leastAlignment;
    this.descriptors =
        new Descriptors(FreeBlockFormat.bytes(FreeBlockFormat.units(generation.descriptorBytes())));
    this.frames = new PageFrames(machine.profile().pageFrames());
    this.steps = new SlobSteps(machine.ledger());
    this.pages = new HeldPages(machine, steps);
    this.heap = new PageHeap(machine, generation, frames, pages, steps, classes);
    this.blocks = new PageBlocks(frames, pages);
    if (generation.naturalAlignment()) {
      for (int power = 0; power < powerClass.length; power++) {
        if (Math.max(header, 1 << power) > LEAST_ALIGNMENT) {
          powerClass[power] = classes.open(FreeBlockFormat.units(header + (1L << power)));
        }
      }
    }
  }

  @Override
  public long kmalloc(long size) {
    if (size <= 0) {
      if (size < 0) {
        throw new IllegalArgumentException("kmalloc of " + size + " bytes");
      }
      return ZERO_SIZE;
    }
    steps.call();
    int headerBytes = header;
    if (size >= PhysicalMemory.FRAME_BYTES - headerBytes) {
      long address = blocks.allocate(size);
      if (address != FAILED) {
        live.block(1, size, 0, PageBlocks.bytes(PageBlocks.order(size)) - size);
      }
      return address;
    }
    long alignment = headerBytes;
    int requestClass = 0;
    if (generation.naturalAlignment() && (size & (size - 1)) == 0) {
      alignment = Math.max(headerBytes, size);
      requestClass = powerClass[Long.numberOfTrailingZeros(size)];
    }
    long block = heap.allocate(size + headerBytes, alignment, headerBytes, requestClass);
    if (block == FAILED) {
      return FAILED;
    }
    heap.write(block, (int) size);
    live.object(1, size, headerBytes, size & 1);
    return block + headerBytes;
  }

  @Override
  public void kfree(long address) {
    if (address == FAILED || address == ZERO_SIZE) {
      return;
    }
    steps.call();
    long frame = address >> PhysicalMemory.FRAME_SHIFT;
    if (PageFrames.isHeap(frames.state(frame))) {
      long block = address - header;
      long size = memory.readIntLittleEndian(block) & UNSIGNED;
      live.object(-1, size, header, size & 1);
      heap.free(block, size + header);
      return;
    }
    long head = requireBlock(address, "kfree");
    long unused = frames.unused(head);
    long bytes = PageBlocks.bytes(PageFrames.order(frames.state(head)));
    live.block(-1, bytes - unused, 0, unused);
    blocks.free(head);
  }

  @Override
  public long ksize(long address) {
    if (address == ZERO_SIZE) {
      return 0;
    }
    if (PageFrames.isHeap(frames.state(address >> PhysicalMemory.FRAME_SHIFT))) {
      long size = memory.readIntLittleEndian(address - header) & UNSIGNED;
      return FreeBlockFormat.bytes(FreeBlockFormat.units(size));
    }
    return PageBlocks.bytes(PageFrames.order(frames.state(requireBlock(address, "ksize"))));
  }

  /** The request and its header (trace_kmalloc in __do_kmalloc_node), without rounding to units. */
  @Override
  public long allocatedBytes(long address) {
    boolean inHeap = PageFrames.isHeap(frames.state(address >> PhysicalMemory.FRAME_SHIFT));
    return inHeap && address != ZERO_SIZE
        ? (memory.readIntLittleEndian(address - header) & UNSIGNED) + header
        : ksize(address);
  }

  private long requireBlock(long address, String call) {
    long head = frames.blockHead(address >> PhysicalMemory.FRAME_SHIFT);
    if (head < 0) {
      throw new IllegalStateException(
          "%s of 0x%x: the frame there is none of SLOB's".formatted(call, address));
    }
    return head;
  }

  @Override
  public ObjectCache createCache(CacheSpec spec) {
    CacheLayout layout = CacheLayout.of(spec, generation);
    steps.call();
    long descriptor = heap.allocate(generation.descriptorBytes(), header, 0, 0);
    if (descriptor == FAILED) {
      throw new BadInputException(
          "cache %s: no memory is left for its descriptor".formatted(spec.name()));
    }
    live.descriptor(generation.descriptorBytes());
    descriptors.add(descriptor);
    int requestClass =
        layout.alignment() > LEAST_ALIGNMENT && !layout.takesPages()
            ? classes.open(FreeBlockFormat.units(layout.size()))
            : 0;
    SlobCache cache =
        new SlobCache(spec.name(), layout, requestClass, heap, blocks, frames, live, steps);
    caches.add(cache);
    return cache;
  }

  @Override
  public String family() {
    return "slob";
  }

  /** Pages on the small, medium and large list, full pages, free units. */
  @Override
  public void appendState(StringBuilder line) {
    for (int i = 0; i < PageHeap.LISTS; i++) {
      line.append(' ').append(heap.list(i).count());
    }
    line.append(' ').append(heap.fullPages());
    line.append(' ').append(heap.freeBytes() >>> FreeBlockFormat.UNIT_SHIFT);
  }

  @Override
  public void appendFigures(StringBuilder text) {
    for (int i = 0; i < PageHeap.LISTS; i++) {
      String list = SlobReport.LISTS[i];
      text.append(list).append("_pages ").append(heap.list(i).count()).append('\n');
      text.append(list).append("_free_units ").append(heap.freeUnits(i)).append('\n');
    }
    text.append("full_pages ").append(heap.fullPages()).append('\n');
    text.append("whole_pages ").append(blocks.wholePages()).append('\n');
    text.append("free_units ");
    text.append(heap.freeBytes() >>> FreeBlockFormat.UNIT_SHIFT).append('\n');
  }

  @Override
  public MemoryUse use() {
    return new MemoryUse(
        framesHeld(),
        live.requested(),
        live.slack(),
        live.headers(),
        live.descriptors(),
        0,
        heap.freeBytes(),
        0,
        live.pageOrderWaste());
  }

  @Override
  public void mark(PageMap map) {
    new MarkedPages(map).mark(heap, frames);
    descriptors.mark(map);
  }

  @Override
  public boolean mark(long frame, FrameMarks marks) {
    int state = frames.state(frame);
    if (PageFrames.isHeap(state)) {
      descriptors.mark(frame, marks);
    }
    if (PageFrames.isListed(state)) {
      PageList list = heap.list(PageFrames.list(state));
      MarkedFrame.mark(heap.format(), list.page(PageFrames.slot(state)).freelist(), marks);
      return true;
    }
    return PageFrames.isHeap(state) || frames.blockHead(frame) >= 0;
  }

  @Override
  public long framesHeld() {
    return pages.held();
  }

  /** SLOB tells /proc/meminfo of its pages since 5.4 ("mm, sl[ou]b: improve memory accounting"). */
  @Override
  public <T> @Nullable T as(Class<T> kind) {
    boolean hidden = kind == SlabPages.class && !generation.naturalAlignment();
    return !hidden && kind.isInstance(this) ? kind.cast(this) : null;
  }

  @Override
  public long reclaimableFrames() {
    return 0;
  }

  @Override
  public long unreclaimableFrames() {
    return framesHeld();
  }

  @Override
  public void report(MetricSink sink) {
    SlobReport.report(heap, blocks, pages, live, steps, caches.size(), sink);
  }

  @Override
  public void check() {
    SlobCheck.check(heap, frames);
  }

  PageHeap heap() {
    return heap;
  }

  PageBlocks blocks() {
    return blocks;
  }

  HeldPages pages() {
    return pages;
  }

  ImmutableList<SlobCache> caches() {
    return ImmutableList.copyOf(caches);
  }
}
