package dev.tollgate.core.metric;

/** Where the parts of a machine put their figures at the end of a run. */
public interface MetricSink {

  /**
   * Takes one figure; see {@link Metric}.
   *
   * @throws IllegalArgumentException if a figure of that name was already given
   */
  void metric(String name, long value, String unit, String meaning);

  /** Takes one histogram. */
  default void distribution(Distribution distribution) {}

  /**
   * Says that the input of this run cannot show the figures whose names begin with {@code prefix}.
   *
   * @param reason why, as a sentence without full stop
   */
  default void unobservable(String prefix, String reason) {}
}
