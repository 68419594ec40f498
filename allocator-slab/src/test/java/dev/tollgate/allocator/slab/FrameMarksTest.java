package dev.tollgate.allocator.slab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.allocator.SlabGeometry.Mode;
import dev.tollgate.core.machine.FrameMarks;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.ObjectCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What SLAB says of one frame is what a walk over the objects of its slab finds there. */
class FrameMarksTest {

  private static final int FRAMES = 8192;

  private final FrameMarks marks = new FrameMarks();
  private final FrameMarks found = new FrameMarks();

  private static SlabAllocator allocator(String variant, Machine machine) {
    return variant.equals("2.6.5") ? SlabRig.old(machine) : SlabRig.reaping(machine, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.6.5", "6.1"})
  void everyFrameIsMarkedAsItsObjectsAre(String variant) {
    Machine machine = SlabRig.machine(4, FRAMES);
    SlabAllocator allocator = allocator(variant, machine);
    ObjectCache[] caches = new ObjectCache[4];
    for (int i = 0; i < caches.length; i++) {
      caches[i] = SlabRig.cache(allocator, "cache" + i, new int[] {72, 300, 1500, 5000}[i]);
    }
    Random random = new Random(17);
    List<Runnable> live = new ArrayList<>();
    long now = 0;
    for (int step = 0; step < 12_000; step++) {
      allocator.runOn(random.nextInt(4));
      boolean grow = step / 2_000 % 2 == 0;
      if (live.isEmpty() || random.nextInt(10) < (grow ? 8 : 2)) {
        take(allocator, caches, random, live);
      } else {
        live.remove(random.nextInt(live.size())).run();
      }
      if (step % 500 == 0) {
        now += 700_000_000_000L;
        machine.advanceTo(now);
        assertMarked(allocator);
      }
    }
    live.forEach(Runnable::run);
    assertMarked(allocator);
  }

  private static void take(
      SlabAllocator allocator, ObjectCache[] caches, Random random, List<Runnable> live) {
    int kind = random.nextInt(2 * caches.length);
    if (kind < caches.length) {
      long object = caches[kind].allocate();
      live.add(() -> caches[kind].free(object));
    } else {
      int size = 1 + random.nextInt(random.nextInt(50) == 0 ? 30_000 : 3_000);
      long object = allocator.kmalloc(size);
      live.add(() -> allocator.kfree(object));
    }
  }

  private void assertMarked(SlabAllocator allocator) {
    long held = 0;
    long free = 0;
    for (long frame = 0; frame < FRAMES; frame++) {
      marks.begin(frame);
      held += allocator.mark(frame, marks) ? 1 : 0;
      walk(allocator, frame);
      assertThat(marks.free()).isEqualTo(found.free());
      assertThat(marks.metadata()).isEqualTo(found.metadata());
      assertThat(marks.links()).isEqualTo(found.links());
      free += marks.free();
    }
    assertThat(held).isEqualTo(allocator.framesHeld());
    assertThat(free).isEqualTo(allocator.use().freeObjects());
  }

  private void walk(SlabAllocator allocator, long frame) {
    found.begin(frame);
    SlabHeap heap = allocator.heap();
    Slab slab = heap.slabAt(frame << PhysicalMemory.FRAME_SHIFT);
    if (slab == null) {
      return;
    }
    SlabCache cache = slab.cache;
    if (cache.mode == Mode.ON) {
      found.metadata(slab.index, cache.indexBytes);
      found.links(slab.index, cache.indexBytes);
    }
    for (int object = 0; object < cache.objects; object++) {
      long address = slab.memory + (long) object * cache.slotSize;
      int holder = heap.slots[slab.firstSlot + object];
      if (holder == SlabHeap.FREE) {
        found.free(address, cache.slotSize);
      } else if ((holder & SlabHeap.OWN) != 0) {
        found.metadata(address, cache.slotSize);
        found.links(address, cache.slotSize);
      }
    }
  }
}
