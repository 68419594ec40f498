package dev.tollgate.allocator.slab;

import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.KernelAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The slabs of one cache on one memory node: Linux's {@code struct kmem_cache_node}.
 *
 * <p>Slabs with some free objects are used before those with all free; a slab used up goes to a
 * third list, a slab that gets an object back to the end of the first.
 */
final class SlabNode {

  private final SlabCache cache;
  private final SlabHeap heap;
  private final int node;

  final SlabList partial;
  final SlabList full;
  final SlabList free;

  /** Array shared by the node's CPUs; null if there is only one CPU. */
  final @Nullable ObjectQueue shared;

  /** Arrays of objects that belong to other nodes, by node; empty on a machine of one node. */
  final ObjectQueue[] alien;

  /** Slabs given back, for use again. */
  private final ArrayDeque<Slab> spare = new ArrayDeque<>();

  /** Free objects in slabs; those in arrays are not counted. */
  long freeObjects;

  long slabs;
  long freeSlabs;
  int nextColour;

  /** Picoseconds before which the reaper leaves the slabs alone. */
  long nextReap;

  /** Whether a free slab was looked for since the reaper last looked. */
  boolean freeTouched;

  /** Slabs that have left the lists but not yet been given back; linked by {@link Slab#next}. */
  private final SlabList doomed;

  long grown;

  SlabNode(SlabCache cache, SlabHeap heap, int node, int nodes) {
    this.cache = cache;
    this.heap = heap;
    this.node = node;
    partial = new SlabList(cache);
    full = new SlabList(cache);
    free = new SlabList(cache);
    doomed = new SlabList(cache);
    int sharedLimit = cache.sharedFactor * cache.batchCount;
    shared = sharedLimit == 0 ? null : new ObjectQueue(sharedLimit, cache.batchCount);
    alien = new ObjectQueue[nodes > 1 ? nodes : 0];
    for (int other = 0; other < alien.length; other++) {
      int limit = cache.limit > 1 ? ALIEN_LIMIT : cache.limit;
      alien[other] = new ObjectQueue(limit, cache.batchCount);
    }
  }

  /** Linux gives every array for another node that much room. */
  private static final int ALIEN_LIMIT = 12;

  /** Moves up to {@code wanted} objects from slabs on the lists into an empty array. */
  void takeListed(ObjectQueue queue, int wanted) {
    while (queue.available < wanted) {
      SlabList list = partial;
      if (list.isEmpty()) {
        freeTouched = true;
        list = free;
        if (list.isEmpty()) {
          break;
        }
        freeSlabs--;
      }
      Slab slab = list.first();
      take(slab, queue, wanted - queue.available);
      slab.unlink();
      file(slab);
      heap.steps.listUpdates(2);
    }
    freeObjects -= queue.available;
  }

  /** Moves objects of a slab that has free ones into an array. */
  void take(Slab slab, ObjectQueue queue, int wanted) {
    int count = Math.min(cache.objects - slab.active, wanted);
    int[] objects = heap.taken;
    heap.index.take(slab, objects, count);
    long[] addresses = queue.addresses;
    int[] slots = queue.slots;
    int place = queue.available;
    for (int i = 0; i < count; i++) {
      int object = objects[i];
      if (object >= cache.objects) {
        throw cache.corrupted(slab, object);
      }
      addresses[place] = slab.memory + (long) object * cache.slotSize;
      slots[place++] = slab.firstSlot + object;
    }
    queue.available = place;
    slab.active += count;
    cache.draw(count);
    heap.steps.objectMoves(count);
  }

  /** Puts a slab that has just lost objects on the list where it belongs. */
  void file(Slab slab) {
    if (slab.active == cache.objects) {
      full.addFirst(slab);
    } else {
      partial.addFirst(slab);
    }
  }

  /**
   * Puts the {@code count} oldest objects of an array back into their slabs, all of this node, and
   * takes the free slabs that are too many off their list; {@link #giveBack} must follow.
   */
  void put(ObjectQueue queue, int count) {
    freeObjects += count;
    cache.outside -= count;
    for (int i = 0; i < count; i++) {
      put(queue.addresses[i], queue.slots[i]);
    }
    heap.steps.objectMoves(count);
    heap.steps.listUpdates(2 * count);
    if (!heap.variant.destroysWithinBatch()) {
      while (freeObjects > cache.freeLimit && !free.isEmpty()) {
        doom(free.last());
      }
    }
  }

  private void put(long address, int slot) {
    Slab slab = heap.slabOfFrame[(int) (address >>> PhysicalMemory.FRAME_SHIFT)];
    if (slab == null) {
      throw new IllegalStateException("no slab at 0x%x".formatted(address));
    }
    slab.unlink();
    slab.active--;
    heap.index.put(slab, slot - slab.firstSlot);
    if (slab.active == 0) {
      free.addFirst(slab);
      freeSlabs++;
      if (heap.variant.destroysWithinBatch() && freeObjects > cache.freeLimit) {
        doom(slab);
        giveBack();
      }
    } else {
      partial.addLast(slab);
    }
  }

  /** Takes a free slab off its list. */
  void doom(Slab slab) {
    freeObjects -= cache.objects;
    freeSlabs--;
    slabs--;
    slab.unlink();
    doomed.addFirst(slab);
    heap.steps.listUpdates(2);
  }

  /**
   * Gives up to {@code most} free slabs back, for the reaper.
   *
   * @return how many
   */
  int reap(int most) {
    int count = 0;
    while (count < most && !free.isEmpty()) {
      doom(heap.variant.reapsNewest() ? free.first() : free.last());
      giveBack();
      count++;
    }
    return count;
  }

  /** Gives the frames of doomed slabs back, the one doomed last first. */
  void giveBack() {
    while (!doomed.isEmpty()) {
      Slab slab = doomed.first();
      slab.unlink();
      heap.own(slab, null);
      heap.giveFrames(slab.frame, cache.order);
      spare.addFirst(slab);
      SlabCache holder = cache.indexCache;
      if (holder != null) {
        holder.freeOwn(slab.index);
      }
    }
  }

  /** A new slab with all objects free, on no list and not yet counted; null without memory. */
  @Nullable Slab grow() {
    long frame = heap.takeFrames(cache.order);
    if (frame == PageAllocator.NO_FRAME) {
      return null;
    }
    long first = (frame << PhysicalMemory.FRAME_SHIFT) + (long) nextColour() * cache.colourOffset;
    long index = cache.indexFirst ? first : cache.endOf(frame) - cache.indexBytes;
    SlabCache holder = cache.indexCache;
    if (holder != null) {
      index = holder.allocate(SlabHeap.OWN | cache.indexBytes);
      if (index == KernelAllocator.FAILED) {
        heap.giveFrames(frame, cache.order);
        return null;
      }
    }
    Slab slab = spare.poll();
    if (slab == null) {
      slab = new Slab(cache, heap.newSlots(cache.objects));
    }
    slab.frame = frame;
    slab.memory = cache.indexFirst ? first + cache.indexBytes : first;
    slab.index = index;
    slab.active = 0;
    slab.node = node;
    heap.own(slab, slab);
    heap.index.fill(slab);
    heap.steps.indexStores(cache.objects);
    return slab;
  }

  private int nextColour() {
    int before = nextColour;
    nextColour++;
    if (nextColour >= cache.colours) {
      nextColour = 0;
    }
    return heap.variant.skipsFirstColour() ? nextColour : before;
  }

  /** Counts a new slab and puts it on the list where it belongs. */
  void add(Slab slab) {
    slabs++;
    grown++;
    if (slab.active == 0) {
      free.addLast(slab);
      freeSlabs++;
    } else {
      file(slab);
    }
    freeObjects += cache.objects - slab.active;
    heap.steps.listUpdates(1);
  }
}
