package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.metric.Metric;
import dev.tollgate.core.metric.MetricSink;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a part reports, each figure checked for form as it arrives. */
final class RecordedMetrics implements MetricSink {

  private static final String NAME = "[a-z][a-z0-9]*([.-][a-z0-9]+)*";

  private final String prefix;
  private final SortedMap<String, Metric> metrics = new TreeMap<>();

  /** Takes figures whose names begin with {@code prefix}. */
  RecordedMetrics(String prefix) {
    this.prefix = prefix;
  }

  @Override
  public void metric(String name, long value, String unit, String meaning) {
    assertThat(name).as("name of a metric").startsWith(prefix).matches(NAME);
    assertThat(unit).as("unit of %s", name).isNotBlank();
    assertThat(meaning).as("meaning of %s", name).isNotBlank();
    assertThat(metrics).as("metrics reported before").doesNotContainKey(name);
    metrics.put(name, new Metric(name, value, unit, meaning));
  }

  /** All of them, by name. */
  SortedMap<String, Metric> all() {
    return metrics;
  }

  /** The value of a figure that must have been reported. */
  long value(String name) {
    @Nullable Metric metric = metrics.get(name);
    if (metric == null) {
      throw new AssertionError("no metric " + name + " was reported");
    }
    return metric.value();
  }
}
