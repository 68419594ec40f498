package dev.tollgate.core.run;

import dev.tollgate.core.metric.Metric;
import dev.tollgate.core.metric.MetricSink;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adds up the figures that equal parts report, such as one policy for each device. Histograms of
 * such parts are not kept.
 */
final class SummedMetrics implements MetricSink {

  private final Map<String, Metric> sums = new LinkedHashMap<>();

  @Override
  public void metric(String name, long value, String unit, String meaning) {
    sums.merge(
        name,
        new Metric(name, value, unit, meaning),
        (a, b) -> {
          if (!a.unit().equals(b.unit())) {
            throw new IllegalArgumentException(
                "metric " + name + " was reported in " + a.unit() + " and in " + b.unit());
          }
          return new Metric(name, a.value() + b.value(), unit, meaning);
        });
  }

  void reportTo(MetricSink sink) {
    sums.values().forEach(m -> sink.metric(m.name(), m.value(), m.unit(), m.meaning()));
  }
}
