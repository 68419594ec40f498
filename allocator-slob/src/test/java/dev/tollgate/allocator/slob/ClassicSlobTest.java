package dev.tollgate.allocator.slob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ObjectCache;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassicSlobTest {

  private static final long SECOND = 1_000_000_000_000L;

  private final Machine machine = Slob.machine(64);
  private final ClassicSlob slob = new ClassicSlob(machine, true);

  @ParameterizedTest
  @CsvSource({
    "4096, 0, 0",
    "4097, 1, 1",
    "8192, 1, 1",
    "8193, 1, 2",
    "8194, 2, 2",
    "12288, 2, 2",
    "16384, 2, 2",
    "16385, 2, 3",
    "16387, 2, 3",
    "16388, 3, 3",
    "20000, 3, 3"
  })
  void theOrderIsRoundedDownWhereTheRealOneDoes(long bytes, int faulty, int right) {
    assertThat(ClassicSlob.order(bytes, true)).isEqualTo(faulty);
    assertThat(ClassicSlob.order(bytes, false)).isEqualTo(right);
  }

  @Test
  void blocksHoldTheirSizeAndAPointerOfI386() {
    assertThat(slob.kmalloc(10)).isEqualTo(8);
    assertThat(machine.memory().readIntLittleEndian(0)).isEqualTo(3);
    assertThat(machine.memory().readIntLittleEndian(24)).isEqualTo(509);
    slob.kmalloc(10);
    slob.kfree(8);
    assertThat(machine.memory().readIntLittleEndian(0)).isEqualTo(3);
    assertThat(machine.memory().readIntLittleEndian(4)).isEqualTo(0xc000_0030);
  }

  @Test
  void theSearchGoesOnWhereTheLastOneEnded() {
    List<Long> live = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      live.add(slob.kmalloc(24));
    }
    slob.kfree(live.get(0));
    slob.kfree(live.get(2));
    slob.kfree(live.get(4));
    // The rover stands before the block freed last.
    assertThat(slob.kmalloc(24)).isEqualTo(live.get(4));
    assertThat(slob.kmalloc(24)).isNotIn(live.get(0), live.get(2));
  }

  @Test
  void blocksJoinAcrossPages() {
    long first = slob.kmalloc(4000);
    long second = slob.kmalloc(4000);
    slob.kmalloc(4000);
    slob.kfree(first);
    slob.kfree(second);
    slob.check();
    assertThat(slob.heap().freeUnits() * 8).isEqualTo(3 * 4096 - 4008);
    assertThat(slob.kmalloc(4080)).isNotNegative();
    assertThat(slob.framesHeld()).isEqualTo(3);
  }

  @Test
  void ksizeCountsTheHeaderUnlessTheFaultsAreOff() {
    assertThat(slob.ksize(slob.kmalloc(10))).isEqualTo(24);
    ClassicSlob right = new ClassicSlob(Slob.machine(64), false);
    assertThat(right.ksize(right.kmalloc(10))).isEqualTo(16);
    assertThat(right.ksize(right.kmalloc(5000))).isEqualTo(8192);
  }

  @Test
  void largeRequestsHaveARecordThatEveryFreeSearches() {
    long first = slob.kmalloc(5000);
    long second = slob.kmalloc(8193);
    assertThat(slob.use().metadata()).isEqualTo(32);
    assertThat(slob.use().sum()).isEqualTo(slob.framesHeld() * 4096);
    slob.kfree(first);
    slob.kfree(second);
    assertThat(slob.use().metadata()).isZero();
    long looks =
        machine.ledger().entries().stream()
            .filter(entry -> entry.step().equals(SlobSteps.BIG_BLOCK))
            .mapToLong(entry -> entry.count())
            .sum();
    assertThat(looks).isEqualTo(3);
    slob.check();
  }

  @Test
  void aTimerGivesBackOnePageASecond() {
    List<Long> live = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      live.add(slob.kmalloc(4080));
    }
    assertThat(slob.framesHeld()).isEqualTo(3);
    live.forEach(slob::kfree);
    assertThat(slob.framesHeld()).isEqualTo(3);
    machine.advanceTo(SECOND - 1);
    assertThat(slob.framesHeld()).isEqualTo(3);
    machine.advanceTo(SECOND);
    assertThat(slob.framesHeld()).isEqualTo(2);
    machine.advanceTo(5 * SECOND);
    assertThat(slob.framesHeld()).isZero();
    assertThat(slob.shrunkPages()).isEqualTo(3);
    slob.check();
  }

  @Test
  void exhaustionLeavesEverythingConsistent() {
    ObjectCache cache = slob.createCache(new CacheSpec("c", 700, 64, ImmutableSet.of()));
    List<Long> live = new ArrayList<>();
    for (long a = cache.allocate(); a != KernelAllocator.FAILED; a = cache.allocate()) {
      live.add(a);
    }
    assertThat(slob.framesHeld()).isEqualTo(64);
    assertThat(slob.kmalloc(5000)).isEqualTo(KernelAllocator.FAILED);
    slob.check();
    live.forEach(cache::free);
    slob.check();
    assertThat(slob.use().requested()).isZero();
    assertThat(slob.use().freeObjects()).isEqualTo(64 * 4096 - 24);
  }

  @Test
  void aSecondFreeHangsAsInTheKernel() {
    slob.kmalloc(24);
    long address = slob.kmalloc(24);
    slob.kmalloc(24);
    slob.kfree(address);
    assertThatThrownBy(() -> slob.kfree(address))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("hang");
  }

  @Test
  void framesOfOthersAreRefused() {
    assertThatThrownBy(() -> slob.kfree(40 << 12 | 64))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("none of SLOB's");
  }

  @Test
  void aMachineBeyond896MiBIsBadInput() {
    assertThatThrownBy(() -> new ClassicSlob(Slob.machine(1L << 18), true))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("896 MiB, the machine test has 1024 MiB");
  }
}
