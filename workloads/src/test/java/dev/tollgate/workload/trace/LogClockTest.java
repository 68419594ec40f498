package dev.tollgate.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LogClockTest {

  @Test
  void takesOneOffsetFromEveryTime() {
    LogClock clock = new LogClock(List.of(new LogClock.Anchor(1000, 400)));
    assertThat(clock.toTrace(0)).isEqualTo(-400);
    assertThat(clock.toTrace(5000)).isEqualTo(4600);
    assertThat(clock.anchors()).isEqualTo(1);
  }

  @Test
  void goesStraightFromAnchorToAnchor() {
    LogClock clock =
        new LogClock(
            List.of(
                new LogClock.Anchor(1000, 100),
                new LogClock.Anchor(2000, 200),
                new LogClock.Anchor(4000, 100)));
    assertThat(clock.toTrace(500)).isEqualTo(400);
    assertThat(clock.toTrace(1000)).isEqualTo(900);
    assertThat(clock.toTrace(1500)).isEqualTo(1350);
    assertThat(clock.toTrace(2000)).isEqualTo(1800);
    assertThat(clock.toTrace(3000)).isEqualTo(2850);
    assertThat(clock.toTrace(9000)).isEqualTo(8900);
  }
}
