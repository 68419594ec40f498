package dev.tollgate.workload.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatencyMeterTest {

  @Test
  void percentilesAreThoseOfTheSortedValuesToOnePartIn128() {
    SplittableRandom random = new SplittableRandom(5);
    LatencyMeter meter = new LatencyMeter();
    long[] values = new long[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextLong(1L << (1 + random.nextInt(45)));
      meter.record(values[i]);
    }
    Arrays.sort(values);
    for (int thousandths : new int[] {1_000, 50_000, 90_000, 99_000, 99_900, 99_990, 100_000}) {
      long exact = values[Math.max(0, (values.length * (thousandths / 10) + 9_999) / 10_000 - 1)];
      assertThat(meter.percentile(thousandths))
          .isBetween(exact, Math.min(exact + exact / 128 + 1, values[values.length - 1]));
    }
    assertThat(meter.least()).isEqualTo(values[0]);
    assertThat(meter.greatest()).isEqualTo(values[values.length - 1]);
  }

  @Test
  void meanAndDeviationAreInNanoseconds() {
    LatencyMeter meter = new LatencyMeter();
    for (long nanoseconds : new long[] {2, 4, 4, 4, 5, 5, 7, 9}) {
      meter.record(nanoseconds * 1000);
    }
    assertThat(meter.meanNanoseconds()).isEqualTo(5.0);
    assertThat(meter.deviationNanoseconds()).isCloseTo(2.138, within(0.001));
    assertThat(meter.count()).isEqualTo(8);
  }

  @Test
  void withoutValuesAllIsZero() {
    LatencyMeter meter = new LatencyMeter();
    assertThat(meter.percentile(99_000)).isEqualTo(0);
    assertThat(meter.least()).isEqualTo(0);
    assertThat(meter.deviationNanoseconds()).isEqualTo(0);
  }
}
