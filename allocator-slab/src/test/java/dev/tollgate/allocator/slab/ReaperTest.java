package dev.tollgate.allocator.slab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.SimulatedClock;
import dev.tollgate.core.spi.ObjectCache;
import org.junit.jupiter.api.Test;

/** What time alone gives back. */
class ReaperTest {

  private static final long SECOND = SimulatedClock.SECOND;

  private final Machine machine = SlabRig.machine(1, 4096);
  private final SlabAllocator allocator = SlabRig.reaping(machine, 1);
  private final ObjectCache cache = SlabRig.cache(allocator, "tested", 2048);

  @Test
  void anArrayJustUsedIsSparedOnceThenGivesAFifthOfItsLimit() {
    takeAndFree(12);
    // All wait in the array, which may hold 24.
    assertThat(active()).isEqualTo(12);

    machine.advanceTo(SECOND);
    assertThat(active()).isEqualTo(12);
    machine.advanceTo(3 * SECOND);
    assertThat(active()).isEqualTo(12 - 5);
    machine.advanceTo(5 * SECOND);
    assertThat(active()).isEqualTo(12 - 5 - 5);
    machine.advanceTo(7 * SECOND);
    assertThat(active()).isEqualTo(1);
    machine.advanceTo(9 * SECOND);
    assertThat(active()).isZero();
    allocator.check();
  }

  @Test
  void freeSlabsGoBackOnceNobodyLookedForThem() {
    long framesBefore = allocator.framesHeld();
    takeAndFree(12);
    assertThat(SlabRig.info(allocator, "tested").slabs()).isEqualTo(6);

    machine.advanceTo(60 * SECOND);

    assertThat(SlabRig.info(allocator, "tested").slabs()).isZero();
    assertThat(allocator.framesHeld()).isLessThanOrEqualTo(framesBefore);
    assertThat(allocator.use().sum()).isEqualTo(allocator.framesHeld() << 12);
    allocator.check();
  }

  private void takeAndFree(int count) {
    long[] taken = new long[count];
    for (int i = 0; i < count; i++) {
      taken[i] = cache.allocate();
    }
    for (long address : taken) {
      cache.free(address);
    }
  }

  private long active() {
    return SlabRig.info(allocator, "tested").activeObjects();
  }
}
