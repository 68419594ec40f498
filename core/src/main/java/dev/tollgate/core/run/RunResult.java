package dev.tollgate.core.run;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.allocator.AccountingReport;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.metric.Distribution;
import dev.tollgate.core.metric.Metric;
import dev.tollgate.core.metric.Outcome;
import dev.tollgate.core.metric.Series;
import org.jspecify.annotations.Nullable;

/**
 * What one run measured: the price, by cause and step, and the safety, by meter.
 *
 * @param spec what was run
 * @param metrics every figure by name, sorted
 * @param cycles the ledger's accounts, by cause; empty accounts included
 * @param distributions histograms, in the order they were reported
 * @param series curves, in the order they were reported
 * @param unobservable reason by metric name prefix: figures that the input could not show; their
 *     values must be read as "unknown", not as zero
 * @param notes what a reader of the figures must know about the input, a sentence each, in the
 *     order they were reported
 * @param outcome how the run came out, or null if its workload cannot fail as part of the question
 * @param texts files that the run leaves, by name: what those in /proc would say at the end, by the
 *     names of {@link dev.tollgate.core.allocator.KernelTexts}, and what was reported besides
 * @param accounting who held which kernel memory at the end; null if no account was kept
 */
public record RunResult(
    RunSpec spec,
    ImmutableSortedMap<String, Metric> metrics,
    ImmutableList<CycleLedger.Entry> cycles,
    ImmutableList<Distribution> distributions,
    ImmutableList<Series> series,
    ImmutableSortedMap<String, String> unobservable,
    ImmutableList<String> notes,
    @Nullable Outcome outcome,
    ImmutableSortedMap<String, String> texts,
    @Nullable AccountingReport accounting) {

  /** What a run measured whose workload has no outcome and uses no allocator. */
  public RunResult(
      RunSpec spec,
      ImmutableSortedMap<String, Metric> metrics,
      ImmutableList<CycleLedger.Entry> cycles,
      ImmutableList<Distribution> distributions,
      ImmutableList<Series> series,
      ImmutableSortedMap<String, String> unobservable,
      ImmutableList<String> notes) {
    this(
        spec,
        metrics,
        cycles,
        distributions,
        series,
        unobservable,
        notes,
        null,
        ImmutableSortedMap.of(),
        null);
  }

  /**
   * The value of one figure.
   *
   * @throws IllegalArgumentException if the run did not report it
   */
  public long value(String metric) {
    Metric found = metrics.get(metric);
    if (found == null) {
      throw new IllegalArgumentException("the run reported no metric " + metric);
    }
    return found.value();
  }
}
