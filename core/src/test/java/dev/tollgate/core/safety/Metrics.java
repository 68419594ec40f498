package dev.tollgate.core.safety;

import dev.tollgate.core.metric.Distribution;
import dev.tollgate.core.metric.MetricSink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a ledger reported, without the leading {@code safety.} of its names. */
final class Metrics implements MetricSink {

  final Map<String, Long> values = new LinkedHashMap<>();
  final Map<String, String> units = new LinkedHashMap<>();
  final Map<String, String> unobservable = new LinkedHashMap<>();
  final List<Distribution> distributions = new ArrayList<>();

  static Metrics of(ExposureLedger ledger) {
    Metrics metrics = new Metrics();
    ledger.report(metrics);
    return metrics;
  }

  long get(String name) {
    Long value = values.get(name);
    if (value == null) {
      throw new AssertionError("no metric " + name + " in " + values.keySet());
    }
    return value;
  }

  @Override
  public void metric(String name, long value, String unit, String meaning) {
    if (!name.startsWith("safety.") || meaning.isBlank()) {
      throw new AssertionError("bad metric " + name + ": " + meaning);
    }
    String own = name.substring("safety.".length());
    units.put(own, unit);
    if (values.put(own, value) != null) {
      throw new AssertionError("metric twice: " + name);
    }
  }

  @Override
  public void distribution(Distribution distribution) {
    distributions.add(distribution);
  }

  @Override
  public void unobservable(String prefix, String reason) {
    unobservable.put(prefix, reason);
  }
}
