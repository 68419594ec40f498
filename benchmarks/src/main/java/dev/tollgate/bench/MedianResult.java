package dev.tollgate.bench;

import java.util.Collection;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.Aggregator;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ResultRole;
import org.openjdk.jmh.util.ListStatistics;
import org.openjdk.jmh.util.Statistics;

/** A secondary figure of a benchmark whose score is the median of its iterations. */
final class MedianResult extends Result<MedianResult> {

  private static final long serialVersionUID = 1;
  private static final double MIDDLE = 50;

  MedianResult(String label, double value, String unit) {
    this(label, of(value), unit);
  }

  private MedianResult(String label, Statistics statistics, String unit) {
    super(ResultRole.SECONDARY, label, statistics, unit, AggregationPolicy.AVG);
  }

  @Override
  public double getScore() {
    return getStatistics().getPercentile(MIDDLE);
  }

  @Override
  protected Aggregator<MedianResult> getThreadAggregator() {
    return MedianResult::joined;
  }

  @Override
  protected Aggregator<MedianResult> getIterationAggregator() {
    return MedianResult::joined;
  }

  private static MedianResult joined(Collection<MedianResult> results) {
    ListStatistics all = new ListStatistics();
    MedianResult first = results.iterator().next();
    for (MedianResult result : results) {
      all.addValue(result.getScore());
    }
    return new MedianResult(first.getLabel(), all, first.getScoreUnit());
  }
}
