package dev.tollgate.allocator.slab;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What all caches of one allocator share: frames, which slab each belongs to, and a slot for every
 * object of every slab that says who has it.
 *
 * <p>A slot holds {@link #FREE}, or the bytes that were asked for, with {@link #OWN} if the
 * allocator itself asked.
 */
final class SlabHeap {

  /** Slot of an object that nobody has. */
  static final int FREE = -1;

  /** Added to the bytes in the slots of the allocator's own objects. */
  static final int OWN = 1 << 30;

  final PageAllocator pages;
  final SlabSteps steps;
  final FreeIndex index;
  final SlabVariant variant;
  final int[] nodeOfCpu;

  /** Numbers of objects just taken from an index. */
  final int[] taken = new int[1 << 16];

  /** The CPU that calls. */
  int cpu;

  int[] slots = new int[1 << 12];
  final BytesByFrame bytes = new BytesByFrame();
  @Nullable Slab[] slabOfFrame = new Slab[1 << 8];

  private int slotsUsed;
  private long framesHeld;
  private long framesPeak;

  SlabHeap(Machine machine, SlabVariant variant, int nodes) {
    this.pages = machine.pages();
    this.steps = new SlabSteps(machine.ledger());
    this.variant = variant;
    this.index =
        variant == SlabVariant.V6_1
            ? new ByteIndex(machine.memory())
            : new BufctlChain(machine.memory());
    int cpus = machine.profile().cpus();
    nodeOfCpu = new int[cpus];
    for (int number = 0; number < cpus; number++) {
      nodeOfCpu[number] = (int) ((long) number * nodes / cpus);
    }
    Arrays.fill(slots, FREE);
  }

  /** Frames held. */
  long framesHeld() {
    return framesHeld;
  }

  /** Most frames held at once. */
  long framesPeak() {
    return framesPeak;
  }

  /** The slab that an address lies in, or null. */
  @Nullable Slab slabAt(long address) {
    long frame = address >>> PhysicalMemory.FRAME_SHIFT;
    return frame < slabOfFrame.length ? slabOfFrame[(int) frame] : null;
  }

  /** First frame of a new block, or {@link PageAllocator#NO_FRAME}. */
  long takeFrames(int order) {
    long frame = pages.allocate(order);
    steps.pageAllocation();
    if (frame != PageAllocator.NO_FRAME) {
      framesHeld += 1L << order;
      framesPeak = Math.max(framesPeak, framesHeld);
    }
    return frame;
  }

  void giveFrames(long frame, int order) {
    pages.free(frame, order);
    steps.pageFree();
    framesHeld -= 1L << order;
  }

  /** Makes the frames of {@code slab} known, or unknown if {@code owner} is null. */
  void own(Slab slab, @Nullable Slab owner) {
    int first = (int) slab.frame;
    int end = first + (1 << slab.cache.order);
    if (end > slabOfFrame.length) {
      slabOfFrame = Arrays.copyOf(slabOfFrame, Math.max(end, 2 * slabOfFrame.length));
    }
    Arrays.fill(slabOfFrame, first, end, owner);
    bytes.begin(slab, owner != null);
  }

  /** Says who has an object that was free. */
  void hand(SlabCache cache, long address, int slot, int holder) {
    slots[slot] = holder;
    bytes.taken(address, cache.slotSize, (holder & OWN) != 0);
  }

  /** Says that nobody has an object any more. */
  void takeBack(SlabCache cache, long address, int slot) {
    bytes.givenBack(address, cache.slotSize, (slots[slot] & OWN) != 0);
    slots[slot] = FREE;
  }

  /** First of {@code count} new slots, all free. */
  int newSlots(int count) {
    int first = slotsUsed;
    slotsUsed += count;
    if (slotsUsed > slots.length) {
      int known = slots.length;
      slots = Arrays.copyOf(slots, Math.max(slotsUsed, 2 * known));
      Arrays.fill(slots, known, slots.length, FREE);
    }
    return first;
  }
}
