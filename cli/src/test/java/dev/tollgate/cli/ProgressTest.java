package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {

  @ParameterizedTest
  @CsvSource({
    "0, 4, 10, '[······························] 0/4 runs, fast'",
    "1, 4, 10, '[███████·······················] 1/4 runs, fast, 30 s left'",
    "3, 4, 300, '[██████████████████████········] 3/4 runs, fast, 1:40 min left'",
    "4, 4, 10, '[██████████████████████████████] 4/4 runs, fast, 0 s left'",
  })
  void lineShowsShareRateAndTimeLeft(int ended, int runs, double seconds, String line) {
    assertThat(ProgressLine.line(ended, 0, runs, seconds, "fast")).isEqualTo(line);
  }

  @Test
  void whatWasKeptFromBeforeSaysNothingOfTheTimeLeft() {
    assertThat(ProgressLine.line(90, 90, 100, 5, "fast")).endsWith("90/100 runs, fast");
    assertThat(ProgressLine.line(95, 90, 100, 5, "fast")).endsWith("95/100 runs, fast, 5 s left");
  }
}
