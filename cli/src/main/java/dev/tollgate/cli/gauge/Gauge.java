package dev.tollgate.cli.gauge;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.claim.Fraction;
import dev.tollgate.cli.results.RunRecord;
import java.util.List;

/**
 * A figure that users name: a metric, or one of the names of {@link Gauges} that stand for what
 * metrics of different workloads have in common.
 *
 * @param name as users write it
 * @param meaning one sentence
 * @param sources ways to read it; a run is read by the first that it has the metrics for
 */
public record Gauge(String name, String meaning, ImmutableList<Source> sources) {

  /** A metric. */
  static Gauge metric(String name, String meaning) {
    return new Gauge(name, meaning, ImmutableList.of(Source.Sum.of(name)));
  }

  /** What one run says; nothing if it failed. */
  public GaugeReading of(RunRecord run) {
    if (run.failure() != null) {
      return GaugeReading.absent("it failed: " + run.failure().message());
    }
    GaugeReading reading = GaugeReading.absent("");
    for (Source source : sources) {
      reading = source.of(run);
      if (reading.state() != GaugeReading.State.ABSENT) {
        return reading;
      }
    }
    return reading;
  }

  /**
   * The mean over runs that differ in their seed only; the first reading that is not known if there
   * is one.
   */
  public GaugeReading mean(List<RunRecord> runs) {
    Fraction sum = Fraction.ZERO;
    String unit = "";
    for (RunRecord run : runs) {
      GaugeReading reading = of(run);
      if (!reading.isKnown()) {
        return reading;
      }
      sum = sum.plus(reading.value());
      unit = reading.unit();
    }
    return runs.isEmpty()
        ? GaugeReading.absent("there is no such run")
        : GaugeReading.known(sum.over(Fraction.of(runs.size())), unit);
  }
}
