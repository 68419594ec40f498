package dev.tollgate.testkit;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import dev.tollgate.core.spi.ObjectCache;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A sound allocator for the contract's own tests: every request is rounded up to a power of two,
 * and a frame holds objects of one size (McKusick and Karels, "Design of a General Purpose Memory
 * Allocator for the 4.3BSD UNIX Kernel", USENIX 1988, without its statistics). What it knows is in
 * sorted maps, so that its rules can be read off.
 */
final class BucketAllocator implements KernelAllocator {

  private static final int LEAST_SHIFT = 4;
  private static final int FRAME_SHIFT = 12;
  private static final int MOST_SHIFT = FRAME_SHIFT + PageAllocator.MAX_ORDER;
  private static final Step CALL =
      new Step("bucket-call", "call", Price.estimated(30, "for a test"));

  private final PageAllocator pages;
  private final CycleLedger ledger;
  private final int call;

  /** log2 of the bytes of a block of frames' objects, by the address of the block. */
  private final TreeMap<Long, Integer> blocks = new TreeMap<>();

  /** Objects that are free, by the log2 of their bytes. */
  private final TreeMap<Integer, TreeSet<Long>> free = new TreeMap<>();

  /** Bytes asked for, by address. */
  private final TreeMap<Long, Long> live = new TreeMap<>();

  private final boolean givesFramesBack;

  /** An allocator that gives frames back, or keeps them for later. */
  BucketAllocator(Machine machine, boolean givesFramesBack) {
    this.givesFramesBack = givesFramesBack;
    pages = machine.pages();
    ledger = machine.ledger();
    call = ledger.open(CostCenter.MEMORY_ALLOCATION, CALL);
  }

  private static int shift(long size) {
    return Math.max(LEAST_SHIFT, Long.SIZE - Long.numberOfLeadingZeros(size - 1));
  }

  private static int order(int shift) {
    return Math.max(0, shift - FRAME_SHIFT);
  }

  @Override
  public long kmalloc(long size) {
    if (size < 0) {
      throw new IllegalArgumentException("kmalloc of " + size + " bytes");
    }
    return size == 0 ? ZERO_SIZE : allocate(size, shift(size));
  }

  private long allocate(long size, int shift) {
    ledger.add(call, 1);
    NavigableSet<Long> slots = free(shift);
    if (slots.isEmpty()) {
      long frame = pages.allocate(order(shift));
      if (frame == PageAllocator.NO_FRAME) {
        return FAILED;
      }
      long start = frame << FRAME_SHIFT;
      blocks.put(start, shift);
      for (long slot = start; slot < end(start, shift); slot += 1L << shift) {
        slots.add(slot);
      }
    }
    long address = slots.first();
    slots.remove(address);
    live.put(address, size);
    return address;
  }

  /** Address behind the block of frames at {@code start}. */
  private static long end(long start, int shift) {
    return start + (1L << Math.max(FRAME_SHIFT, shift));
  }

  private NavigableSet<Long> free(int shift) {
    return free.computeIfAbsent(shift, key -> new TreeSet<>());
  }

  @Override
  public void kfree(long address) {
    if (address == ZERO_SIZE || address == FAILED) {
      return;
    }
    ledger.add(call, 1);
    kfreeUnbooked(address);
  }

  /** The same in secret. */
  void kfreeUnbooked(long address) {
    if (live.remove(address) == null) {
      throw new IllegalStateException("free of 0x%x, which is not in use".formatted(address));
    }
    long start = blocks.floorKey(address);
    int shift = blocks.floorEntry(address).getValue();
    free(shift).add(address);
    if (givesFramesBack && live.subMap(start, end(start, shift)).isEmpty()) {
      free(shift).subSet(start, end(start, shift)).clear();
      blocks.remove(start);
      pages.free(start >>> FRAME_SHIFT, order(shift));
    }
  }

  @Override
  public long ksize(long address) {
    return address == ZERO_SIZE ? 0 : 1L << blocks.floorEntry(address).getValue();
  }

  @Override
  public ObjectCache createCache(CacheSpec spec) {
    boolean possible =
        spec.size() > 0
            && spec.size() <= 1L << MOST_SHIFT
            && spec.alignment() >= 0
            && spec.alignment() <= 1L << MOST_SHIFT
            && Long.bitCount(spec.alignment()) <= 1;
    if (!possible) {
      throw new BadInputException("impossible: " + spec);
    }
    return new Bucket(spec, shift(Math.max(spec.size(), Math.max(1, spec.alignment()))));
  }

  @Override
  public MemoryUse use() {
    long requested = 0;
    long slots = 0;
    for (Map.Entry<Long, Long> object : live.entrySet()) {
      requested += object.getValue();
      slots += ksize(object.getKey());
    }
    long held = framesHeld();
    return new MemoryUse(
        held, requested, slots - requested, 0, 0, 0, (held << FRAME_SHIFT) - slots, 0, 0);
  }

  @Override
  public long framesHeld() {
    return blocks.values().stream().mapToLong(shift -> 1L << order(shift)).sum();
  }

  @Override
  public void check() {
    for (long address : live.keySet()) {
      Map.Entry<Long, Integer> block = blocks.floorEntry(address);
      if (block == null || address >= end(block.getKey(), block.getValue())) {
        throw new InvariantViolation("the object at 0x%x lies nowhere".formatted(address));
      }
    }
  }

  private final class Bucket implements ObjectCache {

    private final CacheSpec spec;
    private final int shift;

    Bucket(CacheSpec spec, int shift) {
      this.spec = spec;
      this.shift = shift;
    }

    @Override
    public String name() {
      return spec.name();
    }

    @Override
    public long allocate() {
      return BucketAllocator.this.allocate(spec.size(), shift);
    }

    @Override
    public void free(long address) {
      kfree(address);
    }

    @Override
    public long objectSize() {
      return spec.size();
    }

    @Override
    public long slotSize() {
      return 1L << shift;
    }
  }
}
