package dev.tollgate.core.run;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.metric.Distribution;
import dev.tollgate.core.metric.Metric;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.metric.Outcome;
import dev.tollgate.core.metric.Series;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers what the parts of one run report. */
final class MetricCollector implements MetricSink {

  private final SortedMap<String, Metric> metrics = new TreeMap<>();
  private final Map<String, Distribution> distributions = new LinkedHashMap<>();
  private final Map<String, Series> series = new LinkedHashMap<>();
  private final SortedMap<String, String> unobservable = new TreeMap<>();
  private final SortedMap<String, String> texts = new TreeMap<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private @Nullable Outcome outcome;

  @Override
  public void metric(String name, long value, String unit, String meaning) {
    if (metrics.putIfAbsent(name, new Metric(name, value, unit, meaning)) != null) {
      throw new IllegalArgumentException("metric " + name + " was reported twice");
    }
  }

  @Override
  public void distribution(Distribution distribution) {
    if (distributions.putIfAbsent(distribution.name(), distribution) != null) {
      throw new IllegalArgumentException(
          "distribution " + distribution.name() + " was reported twice");
    }
  }

  @Override
  public void outcome(Outcome how) {
    if (outcome != null) {
      throw new IllegalArgumentException("the outcome was reported twice");
    }
    outcome = how;
  }

  @Override
  public void series(Series curve) {
    if (series.putIfAbsent(curve.name(), curve) != null) {
      throw new IllegalArgumentException("series " + curve.name() + " was reported twice");
    }
  }

  @Override
  public void text(String name, String content) {
    if (texts.putIfAbsent(name, content) != null) {
      throw new IllegalArgumentException("text " + name + " was reported twice");
    }
  }

  @Override
  public void unobservable(String prefix, String reason) {
    unobservable.put(prefix, reason);
  }

  @Override
  public void note(String sentence) {
    notes.add(sentence);
  }

  ImmutableSortedMap<String, Metric> metrics() {
    return ImmutableSortedMap.copyOf(metrics);
  }

  ImmutableList<Distribution> distributions() {
    return ImmutableList.copyOf(distributions.values());
  }

  @Nullable Outcome outcome() {
    return outcome;
  }

  ImmutableList<Series> series() {
    return ImmutableList.copyOf(series.values());
  }

  ImmutableSortedMap<String, String> unobservable() {
    return ImmutableSortedMap.copyOf(unobservable);
  }

  /** What the kernel would have left, by name, with what was reported in its place or besides. */
  ImmutableSortedMap<String, String> textsOver(Map<String, String> kernelTexts) {
    SortedMap<String, String> all = new TreeMap<>(kernelTexts);
    all.putAll(texts);
    return ImmutableSortedMap.copyOf(all);
  }

  ImmutableList<String> notes() {
    return ImmutableList.copyOf(notes);
  }
}
