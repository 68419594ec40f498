package dev.tollgate.workload.disk;

import dev.tollgate.core.metric.MetricSink;
import java.util.SortedMap;
import java.util.TreeMap;

/** What parts report: figures and texts by name. */
final class Figures implements MetricSink {

  private final SortedMap<String, Long> values = new TreeMap<>();
  private final SortedMap<String, String> texts = new TreeMap<>();

  @Override
  public void metric(String name, long value, String unit, String meaning) {
    if (values.put(name, value) != null) {
      throw new AssertionError(name + " was reported twice");
    }
  }

  @Override
  public void text(String name, String content) {
    texts.put(name, content);
  }

  long value(String name) {
    Long value = values.get(name);
    if (value == null) {
      throw new AssertionError("no metric " + name + " was reported");
    }
    return value;
  }

  SortedMap<String, Long> values() {
    return values;
  }

  String text(String name) {
    return texts.getOrDefault(name, "");
  }
}
