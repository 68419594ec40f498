package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import org.junit.jupiter.api.Test;

class TimedLockTest {

  private final Machine machine =
      new Machine(
          new MachineProfile(
              "test", "for tests", 1, 1_000_000_000L, 1 << 20, 0, PageAllocation.BUDDY, "test"),
          new CostProfile("test", "fallbacks", ImmutableSortedMap.of()));
  private final int work = machine.ledger().open(CostCenter.DMA_API, Steps.LOCK_WAIT);
  private final TimedLock lock = new TimedLock("it_lock", machine);

  @Test
  void isHeldForAsLongAsTheWorkBookedMeanwhileTakes() {
    machine.ledger().add(work, 1000);
    lock.acquire();
    assertThat(lock.isHeld()).isTrue();
    machine.ledger().add(work, 70);
    lock.release();
    machine.ledger().add(work, 1000);

    assertThat(lock.isHeld()).isFalse();
    assertThat(lock.totalHeldPicoseconds()).isEqualTo(70_000);
  }

  @Test
  void callsFollowOneAnotherEvenIfTheClockStandsStill() {
    for (int i = 0; i < 3; i++) {
      lock.acquire();
      machine.ledger().add(work, 10);
      lock.release();
    }
    machine.advanceTo(5_000_000);
    lock.acquire();
    lock.release();

    assertThat(lock.acquisitions()).isEqualTo(4);
    assertThat(lock.totalHeldPicoseconds()).isEqualTo(30_000);
  }

  @Test
  void holdsOfDifferentLengthsAddUp() {
    for (int steps : new int[] {10, 10, 3, 3, 10, 0, 5}) {
      lock.acquire();
      machine.ledger().add(work, steps);
      lock.release();
    }

    assertThat(lock.totalHeldPicoseconds()).isEqualTo(41_000);
  }

  @Test
  void everyAcquisitionIsBooked() {
    lock.acquire();
    lock.release();
    lock.acquire();
    lock.release();

    int account = machine.ledger().open(CostCenter.LOCK, Steps.LOCK);
    assertThat(machine.ledger().count(account)).isEqualTo(2);
  }

  @Test
  void isTakenAndGivenBackInTurn() {
    assertThatIllegalStateException().isThrownBy(lock::release);
    lock.acquire();
    assertThatIllegalStateException().isThrownBy(lock::acquire);
  }

  @Test
  void whoeverComesFromAnotherCpuMeanwhileSpinsUntilItIsFree() {
    Machine two =
        new Machine(
            new MachineProfile(
                "test", "for tests", 2, 1_500_000_000L, 1 << 20, 0, PageAllocation.BUDDY, "test"),
            new CostProfile("test", "fallbacks", ImmutableSortedMap.of()));
    TimedLock shared = new TimedLock("it_lock", two);
    int account = two.ledger().open(CostCenter.DMA_API, Steps.LOCK_WAIT);
    CpuWork section =
        () -> {
          shared.acquire();
          two.ledger().add(account, 200);
          shared.release();
        };
    two.processors().post(0, CpuContext.TASK, section);
    two.events().schedule(100_000, now -> two.processors().post(1, CpuContext.TASK, section));
    two.advanceTo(10_000_000);

    // The lock itself costs 60 cycles, so the first is done at 260 cycles, 173,333 ps; the second
    // tries at 100,000 ps + 60 cycles = 140,000 ps, and spins for 50 cycles.
    assertThat(shared.contendedAcquisitions()).isEqualTo(1);
    assertThat(shared.totalWaitPicoseconds()).isEqualTo(33_333);
    assertThat(two.ledger().count(two.ledger().open(CostCenter.LOCK, Steps.LOCK_WAIT)))
        .isEqualTo(50);
    assertThat(two.processors().busyPicoseconds(1)).isEqualTo((60 + 50 + 200) * 2_000L / 3);
  }

  @Test
  void theCpuThatHeldItLastWaitsForNobodyButForWhoeverHeldItSince() {
    Machine two =
        new Machine(
            new MachineProfile(
                "test", "for tests", 2, 1_000_000_000L, 1 << 20, 0, PageAllocation.BUDDY, "test"),
            new CostProfile("test", "fallbacks", ImmutableSortedMap.of()));
    TimedLock shared = new TimedLock("it_lock", two);
    int account = two.ledger().open(CostCenter.DMA_API, Steps.LOCK_WAIT);
    Runnable section =
        () -> {
          shared.acquire();
          two.ledger().add(account, 200);
          shared.release();
        };
    two.processors()
        .post(
            0,
            CpuContext.TASK,
            () -> {
              section.run();
              section.run();
            });
    two.events().schedule(600_000, now -> two.processors().post(1, CpuContext.TASK, section::run));
    two.events().schedule(700_000, now -> two.processors().post(0, CpuContext.TASK, section::run));
    two.advanceTo(10_000_000);

    // With 60 cycles of the lock itself, CPU 0 has it until 520, CPU 1 from 660 to 860 and CPU 0,
    // which tries at 760, from then on.
    assertThat(shared.acquisitions()).isEqualTo(4);
    assertThat(shared.contendedAcquisitions()).isEqualTo(1);
    assertThat(shared.totalWaitPicoseconds()).isEqualTo(100_000);
    assertThat(shared.totalHeldPicoseconds()).isEqualTo(800_000);
  }
}
