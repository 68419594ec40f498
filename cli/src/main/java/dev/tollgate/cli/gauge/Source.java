package dev.tollgate.cli.gauge;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.claim.Fraction;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** One way to read a gauge off a run; a run without the metrics it needs has no value. */
sealed interface Source {

  /** What the run says. */
  GaugeReading of(RunRecord run);

  /**
   * A sum of metrics, or that in parts of another sum.
   *
   * @param parts metrics that are added up; those that the run does not report count as 0, unless
   *     it reports none
   * @param whole metrics by whose sum the parts are divided; empty to leave the sum as it is
   * @param factor the quotient is multiplied by this
   * @param unit of the value; empty for that of the parts
   */
  record Sum(ImmutableList<String> parts, ImmutableList<String> whole, long factor, String unit)
      implements Source {

    static Sum of(String... parts) {
      return new Sum(ImmutableList.copyOf(parts), ImmutableList.of(), 1, "");
    }

    @Override
    public GaugeReading of(RunRecord run) {
      for (ImmutableList<String> metrics : ImmutableList.of(parts, whole)) {
        for (String metric : metrics) {
          String reason = run.unobservable(metric);
          if (reason != null && run.metrics().containsKey(metric)) {
            return GaugeReading.unknown(unitOf(run), reason);
          }
        }
      }
      Fraction value = sum(run, parts);
      if (value == null) {
        return GaugeReading.absent("it reports no " + String.join(" or ", parts));
      }
      if (whole.isEmpty()) {
        return GaugeReading.known(value, unitOf(run));
      }
      Fraction divisor = sum(run, whole);
      if (divisor == null || divisor.isZero()) {
        return GaugeReading.absent(
            "its " + String.join(" + ", whole) + (divisor == null ? " is missing" : " is 0"));
      }
      return GaugeReading.known(value.over(divisor).times(Fraction.of(factor)), unitOf(run));
    }

    private String unitOf(RunRecord run) {
      if (!unit.isEmpty()) {
        return unit;
      }
      for (String part : parts) {
        Figure figure = run.metrics().get(part);
        if (figure != null) {
          return figure.unit();
        }
      }
      return "";
    }

    private static @Nullable Fraction sum(RunRecord run, ImmutableList<String> metrics) {
      Fraction sum = null;
      for (String metric : metrics) {
        Figure figure = run.metrics().get(metric);
        if (figure != null) {
          Fraction value = Fraction.of(figure.value());
          sum = sum == null ? value : sum.plus(value);
        }
      }
      return sum;
    }
  }

  /**
   * All cycles of the run as a part of those that one CPU had in the run's simulated time, in parts
   * in a million. Unknown where the run's time is made up, as in traces without times.
   */
  record ShareOfOneCpu() implements Source {

    private static final Fraction PICOSECONDS = Fraction.of(BigDecimal.TEN.pow(12));

    @Override
    public GaugeReading of(RunRecord run) {
      Figure cycles = run.metrics().get("price.cycles.total");
      Figure elapsed = run.metrics().get("run.elapsed");
      if (cycles == null || elapsed == null || elapsed.value() == 0) {
        return GaugeReading.absent("it reports no time in which its cycles were spent");
      }
      String untimed = run.unobservable("safety.stale.p99");
      if (untimed != null) {
        return GaugeReading.unknown("ppm", untimed);
      }
      Fraction had =
          Fraction.of(run.spec().machine().cpuHz())
              .times(Fraction.of(elapsed.value()))
              .over(PICOSECONDS);
      return GaugeReading.known(
          Fraction.of(cycles.value()).times(Fraction.of(1000)).over(had), "ppm");
    }
  }

  /**
   * The 99th percentile of windows that ended, unless more than 1 % of all never did: then the
   * longest of those, since percentiles of the others would leave out the worst.
   *
   * @param prefix of the metrics: {@code safety.stale}
   */
  record Percentile99(String prefix) implements Source {

    @Override
    public GaugeReading of(RunRecord run) {
      GaugeReading ended = Sum.of(prefix + ".p99").of(run);
      Figure windows = run.metrics().get(prefix + ".windows");
      Figure open = run.metrics().get(prefix + ".open");
      if (!ended.isKnown() || windows == null || open == null) {
        return ended;
      }
      Fraction inAll = Fraction.of(windows.value());
      return Fraction.of(open.value()).times(Fraction.of(100)).compareTo(inAll) > 0
          ? new Largest(ImmutableList.of(prefix + ".p99", prefix + ".open.max")).of(run)
          : ended;
    }
  }

  /**
   * The largest of some metrics of one unit.
   *
   * @param metrics all of which the run must report
   */
  record Largest(ImmutableList<String> metrics) implements Source {

    @Override
    public GaugeReading of(RunRecord run) {
      GaugeReading largest = GaugeReading.absent("");
      for (String metric : metrics) {
        GaugeReading reading = Sum.of(metric).of(run);
        if (!reading.isKnown()) {
          return reading;
        }
        if (!largest.isKnown() || reading.value().compareTo(largest.value()) > 0) {
          largest = reading;
        }
      }
      return largest;
    }
  }
}
