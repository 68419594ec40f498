package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SimulatedClockTest {

  private final SimulatedClock clock = new SimulatedClock();

  @Test
  void beginsAtZeroAndMovesForward() {
    assertThat(clock.now()).isZero();
    clock.advanceTo(5 * SimulatedClock.NANOSECOND);
    clock.advanceTo(5000);
    clock.advanceBy(0);
    clock.advanceBy(7);
    assertThat(clock.now()).isEqualTo(5007);
  }

  @Test
  void neverGoesBack() {
    clock.advanceTo(10);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> clock.advanceTo(9))
        .withMessage("time cannot go back from 10 ps to 9 ps");
    assertThatIllegalArgumentException().isThrownBy(() -> clock.advanceBy(-1));
    assertThat(clock.now()).isEqualTo(10);
  }

  @Test
  void refusesToOverflow() {
    clock.advanceTo(Long.MAX_VALUE);

    assertThatThrownBy(() -> clock.advanceBy(1)).isInstanceOf(ArithmeticException.class);
    assertThat(clock.now()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void unitsAreAThousandApart() {
    assertThat(SimulatedClock.SECOND).isEqualTo(1_000_000_000_000L);
    assertThat(SimulatedClock.MILLISECOND).isEqualTo(1_000_000_000L);
    assertThat(SimulatedClock.MICROSECOND).isEqualTo(1_000_000L);
  }
}
