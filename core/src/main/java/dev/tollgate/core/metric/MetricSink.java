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

  /** Takes how the run came out, at most once. */
  default void outcome(Outcome outcome) {}

  /** Takes one curve. */
  default void series(Series series) {}

  /**
   * Takes a text that the run leaves as a file of its own, in place of one of that name that the
   * kernel would have left.
   *
   * @param name of the file, one of those that {@code docs/results.md} lists
   */
  default void text(String name, String content) {}

  /**
   * Says that the input of this run cannot show the figures whose names begin with {@code prefix}.
   *
   * @param reason why, as a sentence without full stop
   */
  default void unobservable(String prefix, String reason) {}

  /**
   * Says what a reader of this run's figures must know about its input, such as that a file ended
   * early. Reports show it below their tables; the same words of several runs are shown once.
   *
   * @param sentence names the file, if there is one; without full stop
   */
  default void note(String sentence) {}
}
