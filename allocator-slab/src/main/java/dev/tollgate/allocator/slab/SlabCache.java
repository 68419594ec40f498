package dev.tollgate.allocator.slab;

import dev.tollgate.core.allocator.SlabGeometry;
import dev.tollgate.core.allocator.SlabGeometry.Mode;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.CacheSpec.Flag;
import dev.tollgate.core.spi.KernelAllocator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cache of equal objects: Linux's {@code struct kmem_cache} (mm/slab.c).
 *
 * <p>Every CPU takes objects from its own array and puts them there, the newest first. An empty
 * array is filled with a batch, from the array the node's CPUs share or from slabs; a full one
 * gives its oldest batch back.
 */
final class SlabCache {

  /** An array not used lately is filled with no more than this. */
  private static final int UNTOUCHED_BATCH = 16;

  /** An offset in a slab is below 2^22, an object no larger: this many bits divide exactly. */
  private static final int RECIPROCAL_SHIFT = 44;

  final String name;
  final Set<Flag> flags;
  final int slotSize;
  final int alignment;
  final int objects;
  final int order;
  final int colours;
  final int colourOffset;
  final int indexBytes;
  final Mode mode;
  final int limit;
  final int batchCount;
  final int sharedFactor;
  final int freeLimit;

  /** Whether slabs begin with the index, and not with the objects. */
  final boolean indexFirst;

  /** Cache that holds the indexes of this one's slabs; null if they lie in the slabs. */
  final @Nullable SlabCache indexCache;

  final SlabNode[] nodes;
  final ObjectQueue[] queues;

  /** Bytes usable of an object; grows when a cache for larger objects joins. */
  int objectSize;

  /** Caches that share this one. */
  int users = 1;

  private final SlabHeap heap;
  private final long reciprocal;

  /** Objects moved from slabs to arrays, ever; and those not moved back, now and at most. */
  long drawn;

  long outside;
  long outsidePeak;

  /** Most free slabs that a node had after a batch was put back. */
  long freeSlabsPeak;

  long allocations;
  long fills;
  long frees;
  long flushes;
  long nodeFrees;
  long alienOverflow;
  long reaped;

  SlabCache(
      String name,
      Set<Flag> flags,
      SlabGeometry geometry,
      @Nullable SlabCache indexCache,
      SlabHeap heap,
      int nodeCount) {
    this.name = name;
    this.flags = flags;
    this.objectSize = geometry.objectSize();
    this.slotSize = geometry.slotSize();
    this.alignment = geometry.alignment();
    this.objects = geometry.objects();
    this.order = geometry.order();
    this.colours = geometry.colours();
    this.colourOffset = geometry.colourOffset();
    this.indexBytes = geometry.freelistSize();
    this.mode = geometry.mode();
    this.limit = geometry.limit();
    this.batchCount = geometry.batchCount();
    this.sharedFactor = geometry.sharedFactor();
    this.freeLimit = geometry.freeLimit();
    this.indexFirst = mode == Mode.ON && heap.variant.putsIndexFirst();
    this.indexCache = indexCache;
    this.heap = heap;
    this.reciprocal = (1L << RECIPROCAL_SHIFT) / slotSize + 1;
    this.nodes = new SlabNode[nodeCount];
    for (int node = 0; node < nodeCount; node++) {
      nodes[node] = new SlabNode(this, heap, node, nodeCount);
    }
    this.queues = new ObjectQueue[heap.nodeOfCpu.length];
    for (int cpu = 0; cpu < queues.length; cpu++) {
      queues[cpu] = new ObjectQueue(limit, batchCount);
    }
  }

  /** Lets another user's objects of {@code size} bytes in. */
  void join(int size) {
    users++;
    objectSize = Math.max(objectSize, size);
  }

  /**
   * Takes one object.
   *
   * @param holder what its slot is to say
   * @return address or {@link KernelAllocator#FAILED}
   */
  long allocate(int holder) {
    ObjectQueue queue = queues[heap.cpu];
    heap.steps.queueAccess();
    allocations++;
    int place = queue.available - 1;
    if (place < 0) {
      place = fill(queue) - 1;
      if (place < 0) {
        return KernelAllocator.FAILED;
      }
    }
    queue.touched = true;
    queue.available = place;
    int slot = queue.slots[place];
    long address = queue.addresses[place];
    if (heap.slots[slot] != SlabHeap.FREE) {
      throw new IllegalStateException(
          "%s: the object at 0x%x is handed out twice: an index of free objects was overwritten"
              .formatted(name, address));
    }
    heap.hand(this, address, slot, holder);
    return address;
  }

  /** Fills an empty array; answers the objects in it then, 0 if there is no memory. */
  private int fill(ObjectQueue queue) {
    fills++;
    SlabNode node = nodes[heap.nodeOfCpu[heap.cpu]];
    int batch = queue.batchCount;
    if (!queue.touched && batch > UNTOUCHED_BATCH) {
      batch = UNTOUCHED_BATCH;
    }
    ObjectQueue shared = node.shared;
    boolean fromShared = shared != null && shared.available > 0;
    if (node.freeObjects > 0 || fromShared) {
      heap.steps.lock();
      if (fromShared && shared != null) {
        heap.steps.pointerCopies(queue.takeNewest(shared, batch));
        shared.touched = true;
      } else {
        node.takeListed(queue, batch);
      }
    }
    if (queue.available == 0) {
      node.freeTouched |= heap.variant.searchesBeforeGrowing();
      Slab slab = node.grow();
      if (slab != null) {
        node.take(slab, queue, batch);
        heap.steps.lock();
        node.add(slab);
      }
    }
    return queue.available;
  }

  /** Takes {@code count} objects past the arrays, for the kernel's start. */
  void takeAtStart(int count, int holder) {
    ObjectQueue queue = new ObjectQueue(count, count);
    SlabNode node = nodes[0];
    node.takeListed(queue, count);
    while (queue.available < count) {
      Slab slab = node.grow();
      if (slab == null) {
        throw new BadInputException("the machine has no memory for the caches it starts with");
      }
      node.take(slab, queue, count - queue.available);
      node.add(slab);
    }
    for (int i = 0; i < count; i++) {
      heap.hand(this, queue.addresses[i], queue.slots[i], holder);
    }
    node.freeTouched = false;
  }

  /** Number of the object at {@code address} in {@code slab}, or -1 if none begins there. */
  int objectAt(Slab slab, long address) {
    long offset = address - slab.memory;
    if (offset < 0) {
      return -1;
    }
    int object = (int) ((offset * reciprocal) >>> RECIPROCAL_SHIFT);
    return (long) object * slotSize == offset && object < objects ? object : -1;
  }

  /** Gives one object, whose slot says {@link SlabHeap#FREE} already, back. */
  void free(long address, int slot, Slab slab) {
    heap.steps.queueAccess();
    frees++;
    int node = heap.nodeOfCpu[heap.cpu];
    if (slab.node != node) {
      freeToNode(address, slot, node, slab.node);
      return;
    }
    ObjectQueue queue = queues[heap.cpu];
    if (queue.available == queue.limit) {
      flush(queue, nodes[node]);
    }
    queue.push(address, slot);
  }

  /** Gives back an object of the allocator's own. */
  void freeOwn(long address) {
    Slab slab = heap.slabAt(address);
    if (slab == null) {
      throw new IllegalStateException("no slab at 0x%x".formatted(address));
    }
    int slot = slab.firstSlot + objectAt(slab, address);
    heap.takeBack(this, address, slot);
    free(address, slot, slab);
  }

  private void flush(ObjectQueue queue, SlabNode node) {
    flushes++;
    heap.steps.lock();
    int batch = queue.batchCount;
    ObjectQueue shared = node.shared;
    int room = shared == null ? 0 : shared.limit - shared.available;
    if (room > 0 && shared != null) {
      batch = Math.min(batch, room);
      shared.appendOldest(queue, batch);
      heap.steps.pointerCopies(batch);
    } else {
      node.put(queue, batch);
    }
    freeSlabsPeak = Math.max(freeSlabsPeak, node.freeSlabs);
    queue.dropOldest(batch);
    heap.steps.pointerCopies(queue.available);
    node.giveBack();
  }

  /** Counts objects moved from a slab to an array. */
  void draw(int count) {
    drawn += count;
    outside += count;
    outsidePeak = Math.max(outsidePeak, outside);
  }

  /** Keeps an object of another node's slab in the array for that node. */
  private void freeToNode(long address, int slot, int from, int to) {
    nodeFrees++;
    ObjectQueue alien = nodes[from].alien[to];
    heap.steps.lock();
    if (alien.available == alien.limit) {
      alienOverflow++;
      drainAlien(alien, to);
    }
    alien.push(address, slot);
    nodes[to].giveBack();
  }

  /** Hands the objects kept for node {@code to} over: its shared array first, then its slabs. */
  void drainAlien(ObjectQueue alien, int to) {
    SlabNode node = nodes[to];
    heap.steps.lock();
    if (node.shared != null) {
      heap.steps.pointerCopies(node.shared.takeNewest(alien, alien.limit));
    }
    node.put(alien, alien.available);
    alien.available = 0;
  }

  /** Address behind the slab whose first frame is {@code frame}. */
  long endOf(long frame) {
    return (frame + (1L << order)) << PhysicalMemory.FRAME_SHIFT;
  }

  IllegalStateException corrupted(Slab slab, int object) {
    return new IllegalStateException(
        "%s: the index at 0x%x of the slab at frame %d names object %d of %d: it was overwritten"
            .formatted(name, slab.index, slab.frame, object, objects));
  }

  /** The geometry as it is now. */
  SlabGeometry geometry() {
    return new SlabGeometry(
        objectSize,
        slotSize,
        alignment,
        objects,
        order,
        colours,
        colourOffset,
        indexBytes,
        mode,
        limit,
        batchCount,
        sharedFactor,
        freeLimit);
  }
}
