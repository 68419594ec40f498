package dev.tollgate.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tollgate.core.metric.Metric;
import org.junit.jupiter.api.Test;

class SummedMetricsTest {

  private final SummedMetrics sums = new SummedMetrics();

  @Test
  void equalNamesAreAddedAndOthersKept() {
    sums.metric("policy.flushes", 3, "count", "Flushes");
    sums.metric("policy.bytes", 10, "bytes", "Bytes");
    sums.metric("policy.flushes", 4, "count", "Flushes");
    MetricCollector collector = new MetricCollector();

    sums.reportTo(collector);

    assertThat(collector.metrics().values())
        .containsExactly(
            new Metric("policy.bytes", 10, "bytes", "Bytes"),
            new Metric("policy.flushes", 7, "count", "Flushes"));
  }

  @Test
  void figuresOfDifferentUnitsAreNotAdded() {
    sums.metric("policy.flushes", 3, "count", "Flushes");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> sums.metric("policy.flushes", 4, "ns", "Flushes"))
        .withMessage("metric policy.flushes was reported in count and in ns");
  }
}
