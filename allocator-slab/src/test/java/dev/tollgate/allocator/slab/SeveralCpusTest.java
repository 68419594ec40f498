package dev.tollgate.allocator.slab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.allocator.SlabInfo;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.ObjectCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Arrays that CPUs share, and arrays for other nodes. */
class SeveralCpusTest {

  @Test
  void aFullArrayGoesToTheOtherCpusOfItsNodeFirst() {
    SlabAllocator allocator = SlabRig.reaping(SlabRig.machine(2, 4096), 1);
    ObjectCache cache = SlabRig.cache(allocator, "tested", 2048);
    List<Long> taken = take(cache, 26);

    taken.subList(0, 25).forEach(cache::free);

    // Of 24 in the array, the 12 oldest moved when the 25th came.
    assertThat(SlabRig.info(allocator, "tested").sharedAvailable()).isEqualTo(12);
    allocator.runOn(1);
    // The other CPU fills its array with all of them; the newest, the 12th, is taken first.
    assertThat(cache.allocate()).isEqualTo(taken.get(11));
    assertThat(SlabRig.info(allocator, "tested").sharedAvailable()).isZero();
    allocator.check();
  }

  @Test
  void theSharedArrayHoldsEightBatches() {
    SlabAllocator allocator = SlabRig.reaping(SlabRig.machine(2, 4096), 1);
    ObjectCache cache = SlabRig.cache(allocator, "tested", 2048);

    take(cache, 200).forEach(cache::free);

    SlabInfo info = SlabRig.info(allocator, "tested");
    assertThat(info.sharedFactor()).isEqualTo(8);
    assertThat(info.sharedAvailable()).isEqualTo(96);
    // Three CPUs' worth of batches and one slab: (1 + 2) * 12 + 2.
    assertThat(info.objects() - info.activeObjects()).isLessThanOrEqualTo(38);
    allocator.check();
  }

  @Test
  void objectsOfAnotherNodeWaitTwelveAtATime() {
    SlabAllocator allocator = SlabRig.reaping(SlabRig.machine(4, 4096), 2);
    ObjectCache cache = SlabRig.cache(allocator, "tested", 2048);
    List<Long> taken = take(cache, 24);
    allocator.runOn(3);

    taken.subList(0, 12).forEach(cache::free);
    assertThat(SlabRig.info(allocator, "tested").sharedAvailable()).isZero();
    cache.free(taken.get(12));

    // The thirteenth made the twelve go home, into the array that their node shares.
    assertThat(SlabRig.info(allocator, "tested").sharedAvailable()).isEqualTo(12);
    allocator.check();
  }

  @Test
  void nothingIsLostWhenCpusFreeForOneAnother() {
    Machine machine = SlabRig.machine(8, 8192);
    SlabAllocator allocator = SlabRig.reaping(machine, 4);
    Random random = new Random(11);
    List<Long> live = new ArrayList<>();
    long now = 0;
    for (int step = 0; step < 40_000; step++) {
      allocator.runOn(random.nextInt(8));
      boolean grow = step / 5_000 % 2 == 0;
      if (live.isEmpty() || random.nextInt(10) < (grow ? 7 : 3)) {
        long address = allocator.kmalloc(1 + random.nextInt(3000));
        if (address >= 0) {
          live.add(address);
        }
      } else {
        allocator.kfree(live.remove(random.nextInt(live.size())));
      }
      if (step % 1000 == 0) {
        now += 700_000_000_000L;
        machine.advanceTo(now);
        allocator.check();
        assertThat(allocator.use().sum()).isEqualTo(allocator.framesHeld() << 12);
      }
    }
    live.forEach(allocator::kfree);
    machine.advanceTo(now + 1_000_000_000_000_000L);
    assertThat(allocator.use().requested()).isZero();
    allocator.check();
  }

  private static List<Long> take(ObjectCache cache, int count) {
    List<Long> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(cache.allocate());
    }
    return taken;
  }
}
