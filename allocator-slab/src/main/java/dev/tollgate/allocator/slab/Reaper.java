package dev.tollgate.allocator.slab;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.SimulatedClock;
import java.util.List;

/**
 * Gives back what a CPU's arrays and a node's free slabs hold unused (mm/slab.c, cache_reap): every
 * 2 s for each CPU, the slabs every 4 s.
 *
 * <p>Linux begins with a cache's slabs at a time that depends on the address of its descriptor, so
 * that not all come at once; here all begin 4 s after they were made or, if later, after the start.
 */
final class Reaper {

  private static final long FIRST = SimulatedClock.SECOND;
  private static final long ARRAYS_EVERY = 2 * SimulatedClock.SECOND;
  private static final long SLABS_EVERY = 4 * SimulatedClock.SECOND;

  /** Three ticks of a clock of 250 Hz: so far apart the CPUs begin. */
  private static final long BETWEEN_CPUS = 12 * SimulatedClock.MILLISECOND;

  private final Machine machine;
  private final SlabHeap heap;
  private final List<SlabCache> caches;
  private final int cpu;
  private int alienNode;

  private Reaper(Machine machine, SlabHeap heap, List<SlabCache> caches, int cpu) {
    this.machine = machine;
    this.heap = heap;
    this.caches = caches;
    this.cpu = cpu;
    this.alienNode = heap.nodeOfCpu[cpu];
  }

  /** Starts one for each CPU. */
  static void start(Machine machine, SlabHeap heap, List<SlabCache> caches) {
    for (int cpu = 0; cpu < heap.nodeOfCpu.length; cpu++) {
      Reaper reaper = new Reaper(machine, heap, caches, cpu);
      machine.events().schedule(machine.now() + FIRST + cpu * BETWEEN_CPUS, reaper::run);
    }
  }

  private void run(long now) {
    int caller = heap.cpu;
    heap.cpu = cpu;
    for (int i = caches.size() - 1; i >= 0; i--) {
      reap(caches.get(i), now);
    }
    heap.cpu = caller;
    alienNode = (alienNode + 1) % caches.get(0).nodes.length;
    machine.events().schedule(now + ARRAYS_EVERY, this::run);
  }

  private void reap(SlabCache cache, long now) {
    int nodeNumber = heap.nodeOfCpu[cpu];
    SlabNode node = cache.nodes[nodeNumber];
    if (node.alien.length > 0 && alienNode != nodeNumber) {
      ObjectQueue alien = node.alien[alienNode];
      if (alien.available > 0) {
        cache.drainAlien(alien, alienNode);
        cache.nodes[alienNode].giveBack();
      }
    }
    drain(node, cache.queues[cpu]);
    if (now < node.nextReap) {
      return;
    }
    node.nextReap = now + SLABS_EVERY;
    if (node.shared != null) {
      drain(node, node.shared);
    }
    if (node.freeTouched) {
      node.freeTouched = false;
    } else {
      int perSlab = 5 * cache.objects;
      cache.reaped += node.reap((cache.freeLimit + perSlab - 1) / perSlab);
    }
  }

  /** Puts a fifth of what an unused array may hold back, or half of what it does. */
  private void drain(SlabNode node, ObjectQueue queue) {
    if (queue.available == 0) {
      return;
    }
    if (queue.touched) {
      queue.touched = false;
      return;
    }
    int count = (queue.limit + 4) / 5;
    if (count > queue.available) {
      count = (queue.available + 1) / 2;
    }
    heap.steps.lock();
    node.put(queue, count);
    queue.dropOldest(count);
    heap.steps.pointerCopies(queue.available);
    node.giveBack();
  }
}
