package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpinLockTest {

  private final SpinLock lock = new SpinLock("it_lock");

  @Test
  void freeLockCostsNoTime() {
    assertThat(lock.acquire(0, 0)).isZero();
    lock.release(0, 100);
    assertThat(lock.acquire(1, 100)).as("at the very time of the release").isZero();
    lock.release(1, 150);
    assertThat(lock.acquire(0, 1000)).isZero();

    assertThat(lock.acquisitions()).isEqualTo(3);
    assertThat(lock.contendedAcquisitions()).isZero();
    assertThat(lock.totalWaitPicoseconds()).isZero();
    assertThat(lock.maxWaitPicoseconds()).isZero();
    assertThat(lock.totalHeldPicoseconds()).isEqualTo(150);
  }

  @Test
  void whoeverComesBeforeTheReleaseWaitsForTheDifference() {
    lock.acquire(0, 1000);
    lock.release(0, 5000);

    assertThat(lock.acquire(1, 2000)).isEqualTo(3000);
    lock.release(1, 6000);
    assertThat(lock.acquire(2, 5999)).isEqualTo(1);
    lock.release(2, 6000);

    assertThat(lock.acquisitions()).isEqualTo(3);
    assertThat(lock.contendedAcquisitions()).isEqualTo(2);
    assertThat(lock.totalWaitPicoseconds()).isEqualTo(3001);
    assertThat(lock.maxWaitPicoseconds()).isEqualTo(3000);
    assertThat(lock.totalHeldPicoseconds()).isEqualTo(4000 + 1000);
  }

  @Test
  void waitersQueueBehindEachOther() {
    lock.acquire(0, 0);
    lock.release(0, 100);
    assertThat(lock.acquire(1, 10)).isEqualTo(90);
    lock.release(1, 200);
    assertThat(lock.acquire(2, 10)).isEqualTo(190);
  }

  @Test
  void tellsWhoHoldsIt() {
    assertThat(lock.isHeld()).isFalse();
    assertThat(lock.isHeldBy(-1)).isFalse();
    lock.acquire(3, 0);
    assertThat(lock.isHeld()).isTrue();
    assertThat(lock.isHeldBy(3)).isTrue();
    assertThat(lock.isHeldBy(2)).isFalse();
    lock.release(3, 0);
    assertThat(lock.isHeld()).isFalse();
    assertThat(lock.name()).isEqualTo("it_lock");
  }

  @Test
  void refusesRecursionAndForgottenReleases() {
    lock.acquire(0, 0);

    assertThatIllegalStateException()
        .isThrownBy(() -> lock.acquire(0, 10))
        .withMessage("CPU 0 acquires lock 'it_lock', which it holds already");
    assertThatIllegalStateException()
        .isThrownBy(() -> lock.acquire(1, 10))
        .withMessage("CPU 1 acquires lock 'it_lock', which CPU 0 never released");
    assertThat(lock.acquisitions()).isEqualTo(1);
  }

  @Test
  void refusesReleaseByOthersOrWhenFree() {
    assertThatIllegalStateException()
        .isThrownBy(() -> lock.release(0, 0))
        .withMessage("CPU 0 releases lock 'it_lock', which is free");
    assertThatIllegalStateException().isThrownBy(() -> lock.release(-1, 0));
    lock.acquire(1, 0);
    assertThatIllegalStateException()
        .isThrownBy(() -> lock.release(0, 0))
        .withMessage("CPU 0 releases lock 'it_lock', which CPU 1 holds");
    assertThat(lock.isHeldBy(1)).isTrue();
  }

  @Test
  void refusesReleaseBeforeTheWaitIsOver() {
    lock.acquire(0, 0);
    lock.release(0, 100);
    lock.acquire(1, 50);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> lock.release(1, 99))
        .withMessageContaining("released at 99 ps, but acquired at 100 ps");
    lock.release(1, 100);
    assertThatIllegalArgumentException().isThrownBy(() -> lock.acquire(-1, 200));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void holdersNeverOverlapAndNoTimeIsLost(long seed) {
    Random random = new Random(seed);
    long[] cpuTimes = new long[4];
    long lastRelease = 0;
    long held = 0;
    long waited = 0;
    for (int i = 0; i < 10_000; i++) {
      int cpu = random.nextInt(cpuTimes.length);
      long asked = cpuTimes[cpu] + random.nextInt(300);
      long had = asked + lock.acquire(cpu, asked);
      assertThat(had).isEqualTo(Math.max(asked, lastRelease));
      lastRelease = had + random.nextInt(100);
      lock.release(cpu, lastRelease);
      cpuTimes[cpu] = lastRelease;
      held += lastRelease - had;
      waited += had - asked;
    }
    assertThat(lock.totalHeldPicoseconds()).isEqualTo(held);
    assertThat(lock.totalWaitPicoseconds()).isEqualTo(waited).isPositive();
  }
}
