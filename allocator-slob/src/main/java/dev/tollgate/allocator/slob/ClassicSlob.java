package dev.tollgate.allocator.slob;

import dev.tollgate.core.allocator.PageMap;
import dev.tollgate.core.allocator.PageMapSource;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.FrameContents;
import dev.tollgate.core.machine.FrameMarks;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.machine.TimedAction;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import dev.tollgate.core.spi.ObjectCache;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;

/**
 * The first SLOB, of Linux-tiny 2.6.5 on i386: one heap of 8-byte units, a header of 8 bytes before
 * each kmalloc, and blocks of pages on a list that every kfree of a page-aligned address searches.
 *
 * <p>It trusts its callers as the real one does: a block freed twice corrupts the list. Two things
 * are not as in the real one, to keep the contract: kmalloc of 0 bytes takes nothing, and an
 * address outside SLOB's pages is refused.
 */
final class ClassicSlob implements KernelAllocator, FrameContents, PageMapSource {

  private static final int HEADER = ClassicHeap.UNIT;

  /** Bytes of {@code struct kmem_cache_s}: size, alignment, name, constructor, destructor. */
  private static final int DESCRIPTOR = 20;

  /** Bytes that a block of pages takes in the heap beside them. */
  private static final long RECORD_BYTES =
      ClassicHeap.units(BigBlocks.RECORD) << ClassicHeap.UNIT_SHIFT;

  private static final long UNKNOWN = -1;

  /** One second: HZ jiffies between two looks for a page to give back. */
  private static final long SHRINK_PERIOD = 1_000_000_000_000L;

  private final PhysicalMemory memory;
  private final boolean quirks;
  private final SlobSteps steps;
  private final HeldPages pages;
  private final ClassicHeap heap;
  private final BigBlocks bigBlocks;
  private final LiveBytes live = new LiveBytes();
  private final Long2LongOpenHashMap requested = new Long2LongOpenHashMap();

  private final Descriptors descriptors =
      new Descriptors(ClassicHeap.units(DESCRIPTOR) << ClassicHeap.UNIT_SHIFT);

  /** Order, and 1 more, of each cache's object of whole pages, by its first frame. */
  private final FrameTable pageObjects;

  private long caches;
  private long shrunkPages;
  private long bytesShort;

  ClassicSlob(Machine machine, boolean quirks) {
    if (machine.profile().pageFrames() > ClassicHeap.MOST_FRAMES) {
      throw new BadInputException(
          "allocator.slob.variant = 2.6.5 is a 32-bit kernel's: it reaches 896 MiB, the machine"
              + " %s has %d MiB; set machine.ram = 896M or less, or another variant"
                  .formatted(machine.profile().name(), machine.profile().pageFrames() >>> 8));
    }
    this.memory = machine.memory();
    this.quirks = quirks;
    this.steps = new SlobSteps(machine.ledger());
    this.pages = new HeldPages(machine, steps);
    this.heap = new ClassicHeap(machine, pages, steps);
    this.bigBlocks = new BigBlocks(memory, heap, pages, steps);
    this.pageObjects = new FrameTable(machine.profile().pageFrames());
    requested.defaultReturnValue(UNKNOWN);
    TimedAction timer =
        new TimedAction() {
          @Override
          public void run(long now) {
            shrunkPages += heap.shrink() ? 1 : 0;
            machine.events().schedule(now + SHRINK_PERIOD, this);
          }
        };
    machine.events().schedule(machine.now() + SHRINK_PERIOD, timer);
  }

  /**
   * Order of pages for {@code bytes} bytes. The real function halves the size, dropping what is
   * odd, until it is at most a page: 8193 bytes get order 1, one byte less than they need.
   */
  static int order(long bytes, boolean quirks) {
    int order = 0;
    for (long rest = bytes; rest > PhysicalMemory.FRAME_BYTES; order++) {
      rest = quirks ? rest >>> 1 : (rest + 1) >>> 1;
    }
    return order;
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
    if (size >= PhysicalMemory.FRAME_BYTES - HEADER) {
      long address = bigBlocks.allocate(order(size, quirks));
      if (address != FAILED) {
        bookPages(1, size);
        requested.put(address, size);
      }
      return address;
    }
    long block = heap.allocate(size + HEADER, 0);
    if (block == FAILED) {
      return FAILED;
    }
    book(1, size, HEADER);
    requested.put(block + HEADER, size);
    return block + HEADER;
  }

  private void book(int sign, long size, int header) {
    long bytes = ClassicHeap.units(size + header) << ClassicHeap.UNIT_SHIFT;
    live.object(sign, size, header, bytes - size - header);
  }

  private void bookPages(int sign, long size) {
    long bytes = PageBlocks.bytes(order(size, quirks));
    live.block(sign, Math.min(size, bytes), 0, Math.max(0, bytes - size));
    bytesShort += sign * Math.max(0, size - bytes);
  }

  @Override
  public void kfree(long address) {
    if (address == FAILED || address == ZERO_SIZE) {
      return;
    }
    steps.call();
    long size = requested.remove(address);
    boolean aligned = (address & (PhysicalMemory.FRAME_BYTES - 1)) == 0;
    if (aligned && bigBlocks.free(address) != BigBlocks.NONE) {
      bookPages(-1, size);
      return;
    }
    requireHeap(address, HEADER, "kfree");
    if (size != UNKNOWN) {
      book(-1, size, HEADER);
    }
    heap.free(address - HEADER, 0);
  }

  /** The header may lie in the page before: both must be of the heap. */
  private void requireHeap(long address, int header, String call) {
    if (!heap.holds(address) || !heap.holds(address - header)) {
      throw new IllegalStateException(
          "%s of 0x%x: the frame there is none of SLOB's".formatted(call, address));
    }
  }

  /** With quirks the header counts as usable, as the real one says: 8 bytes too many. */
  @Override
  public long ksize(long address) {
    if (address == ZERO_SIZE) {
      return 0;
    }
    if ((address & (PhysicalMemory.FRAME_BYTES - 1)) == 0) {
      int order = bigBlocks.order(address);
      if (order != BigBlocks.NONE) {
        return PageBlocks.bytes(order);
      }
    }
    requireHeap(address, HEADER, "ksize");
    long bytes = heap.size(address - HEADER) << ClassicHeap.UNIT_SHIFT;
    return quirks ? bytes : bytes - HEADER;
  }

  /**
   * As the -tiny tree's hooks tell /proc/kmalloc: whole units with the header, or the pages and the
   * record of a block of pages.
   */
  @Override
  public long allocatedBytes(long address) {
    if (address == ZERO_SIZE) {
      return 0;
    }
    if ((address & (PhysicalMemory.FRAME_BYTES - 1)) == 0) {
      int order = bigBlocks.observedOrder(address);
      if (order != BigBlocks.NONE) {
        return PageBlocks.bytes(order) + RECORD_BYTES;
      }
    }
    requireHeap(address, HEADER, "kfree");
    return heap.size(address - HEADER) << ClassicHeap.UNIT_SHIFT;
  }

  /** Alignment to cache lines is a wish here that is not granted; grace periods are unknown. */
  @Override
  public ObjectCache createCache(CacheSpec spec) {
    CacheLayout.require(spec);
    steps.call();
    long descriptor = heap.allocate(DESCRIPTOR, 0);
    if (descriptor == FAILED) {
      throw new BadInputException(
          "cache %s: no memory is left for its descriptor".formatted(spec.name()));
    }
    live.descriptor(ClassicHeap.units(DESCRIPTOR) << ClassicHeap.UNIT_SHIFT);
    descriptors.add(descriptor);
    caches++;
    return new Cache(spec);
  }

  @Override
  public MemoryUse use() {
    return new MemoryUse(
        framesHeld(),
        live.requested(),
        live.slack(),
        live.headers(),
        live.descriptors()
            + bigBlocks.count() * (ClassicHeap.units(BigBlocks.RECORD) << ClassicHeap.UNIT_SHIFT),
        0,
        heap.freeUnits() << ClassicHeap.UNIT_SHIFT,
        0,
        live.pageOrderWaste());
  }

  @Override
  public void mark(PageMap map) {
    MarkedPages marked = new MarkedPages(map);
    marked.mark(heap);
    pageObjects.forEach((frame, next) -> marked.block(frame, next - 1));
    bigBlocks.mark(map, marked);
    descriptors.mark(map);
  }

  @Override
  public boolean mark(long frame, FrameMarks marks) {
    long begin = frame << PhysicalMemory.FRAME_SHIFT;
    if (heap.holds(begin)) {
      MarkedFrame.mark(heap, begin, begin + PhysicalMemory.FRAME_BYTES, marks);
      descriptors.mark(frame, marks);
      bigBlocks.mark(marks);
      return true;
    }
    for (int order = 0; order <= PageAllocator.MAX_ORDER; order++) {
      long head = frame & -(1L << order);
      if (pageObjects.get(head) > order
          || bigBlocks.observedOrder(head << PhysicalMemory.FRAME_SHIFT) >= order) {
        return true;
      }
    }
    return false;
  }

  @Override
  public long framesHeld() {
    return pages.held();
  }

  @Override
  public void report(MetricSink sink) {
    SlobReport.common(pages, live, steps, caches, sink);
    sink.metric(
        "allocator.heap-pages", heap.heapPages(), "pages", "Frames of the heap, at the end");
    sink.metric("allocator.free-units", heap.freeUnits(), "units of 8 bytes", "Free, at the end");
    sink.metric("allocator.free-blocks", heap.freeBlocks(), "count", "Free blocks, at the end");
    sink.metric(
        "allocator.whole-pages",
        bigBlocks.wholePages(),
        "pages",
        "Frames given out as blocks of pages, at the end");
    sink.metric("allocator.big-blocks", bigBlocks.count(), "count", "Blocks of pages, at the end");
    sink.metric("allocator.shrunk-pages", shrunkPages, "pages", "Pages that the timer gave back");
    sink.metric(
        "allocator.bytes-short",
        bytesShort,
        "bytes",
        "Bytes that live blocks of pages lack because the order was rounded down, at the end");
  }

  @Override
  public void check() {
    long last = -1;
    long blocks = 0;
    for (long block = heap.next(ClassicHeap.HEAD);
        block != ClassicHeap.HEAD;
        block = heap.next(block)) {
      long end = block + (heap.size(block) << ClassicHeap.UNIT_SHIFT);
      if (block <= last || end <= block || !heap.holds(block) || !heap.holds(end - 1)) {
        throw new InvariantViolation(
            "slob: the free block at 0x%x to 0x%x follows 0x%x".formatted(block, end, last));
      }
      last = end;
      blocks++;
    }
    long sum = use().sum();
    if (blocks != heap.freeBlocks() || sum != framesHeld() << PhysicalMemory.FRAME_SHIFT) {
      throw new InvariantViolation(
          "slob: %d frames are held and %d free blocks counted, but %d bytes and %d found"
              .formatted(framesHeld(), heap.freeBlocks(), sum, blocks));
    }
  }

  long shrunkPages() {
    return shrunkPages;
  }

  ClassicHeap heap() {
    return heap;
  }

  /** Objects of one size in the heap without headers, or in blocks of pages without records. */
  private final class Cache implements ObjectCache {

    private final CacheSpec spec;
    private final boolean takesPages;

    Cache(CacheSpec spec) {
      this.spec = spec;
      this.takesPages = spec.size() >= PhysicalMemory.FRAME_BYTES;
    }

    @Override
    public String name() {
      return spec.name();
    }

    @Override
    public long allocate() {
      steps.call();
      if (takesPages) {
        int order = order(spec.size(), quirks);
        long frame = pages.take(order);
        if (frame < 0) {
          return FAILED;
        }
        pageObjects.set(frame, order + 1);
        bookPages(1, spec.size());
        return frame << PhysicalMemory.FRAME_SHIFT;
      }
      long address = heap.allocate(spec.size(), spec.alignment());
      if (address != FAILED) {
        book(1, spec.size(), 0);
      }
      return address;
    }

    @Override
    public void free(long address) {
      if (address == FAILED) {
        return;
      }
      steps.call();
      if (takesPages) {
        long frame = address >> PhysicalMemory.FRAME_SHIFT;
        pages.give(frame, order(spec.size(), quirks));
        pageObjects.set(frame, 0);
        bookPages(-1, spec.size());
        return;
      }
      requireHeap(address, 0, "free");
      book(-1, spec.size(), 0);
      heap.free(address, spec.size());
    }

    @Override
    public long objectSize() {
      return spec.size();
    }

    @Override
    public long slotSize() {
      return takesPages
          ? PageBlocks.bytes(order(spec.size(), quirks))
          : ClassicHeap.units(spec.size()) << ClassicHeap.UNIT_SHIFT;
    }
  }
}
