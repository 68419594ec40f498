package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.allocator.PageMap;
import dev.tollgate.core.allocator.PageMapSource;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.AllocatorContext;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import dev.tollgate.core.spi.ObjectCache;
import dev.tollgate.testkit.LiveObjects.Live;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A memory allocator in a machine, each answer checked as it comes. */
final class AllocatorRig {

  /** Owner of what kmalloc gave. */
  static final int KMALLOC = -1;

  /** Owner of frames taken past the allocator. */
  static final int FRAMES = -2;

  final Machine machine;
  final KernelAllocator allocator;
  final LiveObjects objects;

  /** Objects in use, the youngest last. */
  final List<Live> live = new ArrayList<>();

  /** Every address given out, and every refusal. */
  final List<Long> answers = new ArrayList<>();

  private final AllocatorVariant variant;
  private final AllocatorContract promises;
  private final List<ObjectCache> caches = new ArrayList<>();
  private final List<CacheSpec> specs = new ArrayList<>();
  private final long heldByOthers;
  private final PageMap pages = new PageMap();
  private List<Long> counts;

  AllocatorRig(AllocatorVariant variant, AllocatorContract promises, Machine machine) {
    this.variant = variant;
    this.promises = promises;
    this.machine = machine;
    this.heldByOthers = machine.pages().counts().heldFrames();
    this.objects = new LiveObjects(machine.memory());
    this.allocator =
        variant.factory().create(new AllocatorContext(machine, 1), variant.parameters());
    this.counts = counts();
  }

  /** Asks for bytes; null if there are none, or if none were asked for. */
  @Nullable Live kmalloc(long size) {
    long refusals = refusals();
    long address = allocator.kmalloc(size);
    answers.add(address);
    if (size == 0) {
      assertThat(address).as("kmalloc of 0 bytes").isEqualTo(KernelAllocator.ZERO_SIZE);
      return null;
    }
    checkSteps(address != KernelAllocator.FAILED, "kmalloc");
    if (address == KernelAllocator.FAILED) {
      assertThat(refusals() > refusals || size > promises.largestKmalloc(variant))
          .as("kmalloc of %s bytes fails because the page allocator has nothing", size)
          .isTrue();
      return null;
    }
    long alignment = promises.kmallocAlignment(variant, size);
    assertThat(address % alignment)
        .as("0x%x, given for %s bytes, modulo %s", address, size, alignment)
        .isZero();
    long given = promises.bytesGiven(variant, size);
    long ksize = allocator.ksize(address);
    assertThat(ksize).as("ksize of %s bytes", size).isGreaterThanOrEqualTo(given);
    long usable = promises.ksizeIsUsable(variant) ? ksize : given;
    Live added = objects.add(address, Math.min(size, given), usable, KMALLOC);
    live.add(added);
    return added;
  }

  /** Makes a cache; its number, or -1 if there is no memory for it. */
  int createCache(CacheSpec spec) {
    long refusals = refusals();
    try {
      ObjectCache cache = allocator.createCache(spec);
      assertThat(cache.objectSize()).as("object size of %s", spec).isEqualTo(spec.size());
      assertThat(cache.slotSize())
          .as("slot size of %s", spec)
          .isGreaterThanOrEqualTo(promises.bytesGiven(variant, spec.size()));
      assertThat(cache.name()).as("name of %s", spec).isNotBlank();
      caches.add(cache);
      specs.add(spec);
      return caches.size() - 1;
    } catch (BadInputException e) {
      if (refusals() > refusals) {
        return -1;
      }
      throw e;
    }
  }

  int caches() {
    return caches.size();
  }

  /** Asks a cache for an object; null if there is none. */
  @Nullable Live allocate(int cache) {
    CacheSpec spec = specs.get(cache);
    long refusals = refusals();
    long address = caches.get(cache).allocate();
    answers.add(address);
    checkSteps(address != KernelAllocator.FAILED, "allocate");
    if (address == KernelAllocator.FAILED) {
      assertThat(refusals())
          .as("refusals of the page allocator once %s has nothing", spec)
          .isGreaterThan(refusals);
      return null;
    }
    long alignment = Math.max(spec.alignment(), promises.leastAlignment(variant));
    assertThat(address % alignment)
        .as("0x%x, given for %s, modulo %s", address, spec, alignment)
        .isZero();
    long given = promises.bytesGiven(variant, spec.size());
    Live added = objects.add(address, given, given, cache);
    live.add(added);
    return added;
  }

  /** Gives an object back. */
  void free(Live object) {
    live.remove(object);
    giveBack(object);
  }

  private void giveBack(Live object) {
    objects.remove(object);
    if (object.owner() == KMALLOC) {
      allocator.kfree(object.address());
    } else {
      caches.get(object.owner()).free(object.address());
    }
    checkSteps(true, "free");
  }

  /** Gives all objects back, in the order of {@link #live}. */
  void freeAll() {
    live.forEach(this::giveBack);
    live.clear();
  }

  /** Takes frames past the allocator; null if there are none. */
  @Nullable Live takeFrames(int order) {
    long frame = machine.pages().allocate(order);
    if (frame == PageAllocator.NO_FRAME) {
      return null;
    }
    long bytes = (long) PhysicalMemory.FRAME_BYTES << order;
    return objects.add(frame << PhysicalMemory.FRAME_SHIFT, bytes, bytes, FRAMES);
  }

  /** Gives such frames back. */
  void giveFrames(Live block) {
    objects.remove(block);
    int order = Long.numberOfTrailingZeros(block.usable() >>> PhysicalMemory.FRAME_SHIFT);
    machine.pages().free(block.address() >>> PhysicalMemory.FRAME_SHIFT, order);
  }

  /** Lets time pass. */
  void wait(int seconds) {
    machine.advanceTo(machine.now() + seconds * 1_000_000_000_000L);
  }

  /** Compares what the allocator says of its memory with what is known of it. */
  void checkUse() {
    MemoryUse use = allocator.use();
    long framesOfTest = objects.requestedBy(FRAMES) >>> PhysicalMemory.FRAME_SHIFT;
    assertThat(use.framesHeld())
        .as("frames in use of memory, and those the page allocator misses")
        .isEqualTo(allocator.framesHeld())
        .isEqualTo(machine.pages().counts().heldFrames() - heldByOthers - framesOfTest);
    assertThat(use.sum())
        .as("sum of the parts of %s", use)
        .isEqualTo(use.framesHeld() << PhysicalMemory.FRAME_SHIFT);
    assertThat(
            List.of(
                use.requested(),
                use.slack(),
                use.headers(),
                use.metadata(),
                use.alignmentHoles(),
                use.freeObjects(),
                use.tailWaste(),
                use.pageOrderWaste()))
        .as("parts of %s", use)
        .allSatisfy(part -> assertThat(part).isNotNegative());
    assertThat(use.requested())
        .as("bytes asked for, of %s", use)
        .isEqualTo(objects.requested() - objects.requestedBy(FRAMES));
  }

  /**
   * Compares the map of pages, if the allocator draws one, with what is known: its sums are the
   * parts of memory, no frame is anybody else's, and every object lies in frames that it has.
   */
  void checkPages() {
    PageMapSource source = allocator.as(PageMapSource.class);
    if (source == null) {
      return;
    }
    List<Long> before = counts();
    pages.clear();
    source.mark(pages);
    assertThat(counts())
        .as("steps booked, before and after the pages are marked")
        .isEqualTo(before);
    for (Live object : objects.all()) {
      long frame = object.address() >>> PhysicalMemory.FRAME_SHIFT;
      if (object.owner() == FRAMES) {
        long end = (object.address() + object.usable()) >>> PhysicalMemory.FRAME_SHIFT;
        for (; frame < end; frame++) {
          assertThat(pages.isMarked(frame)).as("frame %s, taken by others", frame).isFalse();
        }
      } else {
        assertThat(pages.isMarked(frame) && pages.kind((int) frame).isAllocators())
            .as("frame %s, where %s are in use, is the allocator's", frame, object)
            .isTrue();
        pages.asked(object.address(), object.requested(), pages.who(object.toString(), ""));
      }
    }
    pages.requireComplete(allocator.use());
  }

  /** Checks all that can be checked. */
  void checkAll() {
    objects.checkAll();
    checkUse();
    checkPages();
    allocator.check();
  }

  /** Figures reported and steps booked, as text. */
  String figures() {
    RecordedMetrics metrics = new RecordedMetrics("allocator.");
    allocator.report(metrics);
    return metrics.all() + "\n" + machine.ledger().entries();
  }

  private long refusals() {
    return machine.pages().counts().failures();
  }

  private List<Long> counts() {
    return machine.ledger().entries().stream().map(CycleLedger.Entry::count).toList();
  }

  /** No count may sink, and one must rise when something was done. */
  private void checkSteps(boolean done, String call) {
    List<Long> now = counts();
    boolean more = now.size() > counts.size();
    for (int i = 0; i < counts.size(); i++) {
      assertThat(now.get(i)).as("steps booked").isGreaterThanOrEqualTo(counts.get(i));
      more |= now.get(i) > counts.get(i);
    }
    assertThat(more || !done).as("%s books a step", call).isTrue();
    counts = now;
  }
}
