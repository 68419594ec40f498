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
}
