package dev.tollgate.cli.frontier;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.claim.Fraction;
import dev.tollgate.cli.gauge.Amount;
import dev.tollgate.cli.gauge.Comparison;
import dev.tollgate.cli.gauge.Condition;
import dev.tollgate.cli.gauge.ConditionParser;
import dev.tollgate.cli.gauge.Gauge;
import dev.tollgate.cli.gauge.GaugeReading;
import dev.tollgate.cli.gauge.Gauges;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.core.error.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * What a combination must keep to.
 *
 * @param option as the user wrote it: {@code --max-stale 1ms}
 * @param gauge what is looked at
 * @param comparison what must hold
 * @param amount with what
 * @param ofOneCpu whether a relative amount is a part of one CPU's time, beyond what the baseline
 *     uses: a replayed trace does not say what else the CPU did, so that is taken to be busy
 * @param ofClosed whether nothing keeps to it that leaves memory open where no buffer ever was:
 *     there, how soon a buffer's page is used again says nothing of safety
 */
public record Constraint(
    String option,
    Gauge gauge,
    Comparison comparison,
    Amount amount,
    boolean ofOneCpu,
    boolean ofClosed) {

  private static final Gauge STANDING = Gauges.named("safety.standing");
  private static final Fraction POINTS = Fraction.of(10_000);

  /**
   * What comes of it for a combination.
   *
   * @param reading what the combination says; not known if it cannot be judged
   * @param limit what it was held against; null if it cannot be judged
   * @param holds whether it keeps to it
   * @param reason why it cannot be judged, or what it misses besides the limit; null if neither
   */
  record Judgement(
      GaugeReading reading, @Nullable Fraction limit, boolean holds, @Nullable String reason) {}

  /**
   * {@code METRIC=AMOUNT} as given with {@code --max} or {@code --min}.
   *
   * @throws BadInputException if it makes no sense
   */
  public static Constraint of(
      String option, String text, Comparison comparison, Iterable<RunRecord> runs) {
    Condition limit = ConditionParser.limit(option, text, comparison, runs);
    return new Constraint(
        option + " " + text, limit.gauge(), comparison, limit.amount(), false, false);
  }

  /** The limit of {@code --max-stale}. */
  public static Constraint stale(String amount, Iterable<RunRecord> runs) {
    Constraint limit = of("--max-stale", "safety.stale=" + amount, Comparison.AT_MOST, runs);
    return new Constraint(
        "--max-stale " + amount, limit.gauge, limit.comparison, limit.amount, false, true);
  }

  /**
   * The limit of {@code --max-cpu}: {@code +10%} more than the baseline, {@code 10%} of a CPU, or
   * so many cycles per map and unmap.
   */
  public static Constraint cpu(String amount, Iterable<RunRecord> runs) {
    ImmutableList<RunRecord> all = ImmutableList.copyOf(runs);
    boolean signed = amount.startsWith("+") || amount.startsWith("-");
    boolean works = all.stream().anyMatch(run -> Gauges.CPU.of(run).unit().equals("ps"));
    boolean ofOneCpu = signed && amount.endsWith("%") && !works;
    Gauge gauge =
        !amount.endsWith("%")
            ? Gauges.CYCLES_PER_MAP
            : signed && works ? Gauges.CPU : Gauges.CPU_USE;
    Condition limit =
        ConditionParser.limit("--max-cpu", gauge.name() + "=" + amount, Comparison.AT_MOST, all);
    return new Constraint(
        "--max-cpu " + amount, gauge, Comparison.AT_MOST, limit.amount(), ofOneCpu, false);
  }

  /** Whether it is about safety rather than price. */
  boolean isOfSafety() {
    return gauge.name().startsWith("safety.");
  }

  /**
   * Judges a combination.
   *
   * @param baseline what relative amounts refer to; null if there is none
   */
  Judgement judge(Contender contender, @Nullable Contender baseline) {
    GaugeReading reading = gauge.mean(contender.runs());
    if (!reading.isKnown()) {
      return new Judgement(reading, null, false, reading.reason());
    }
    Fraction from = Fraction.ZERO;
    if (amount.needsBaseline()) {
      if (baseline == null) {
        throw new BadInputException(
            option
                + " is relative to a baseline, and there is neither off nor native; name one"
                + " with --baseline");
      }
      GaugeReading before = gauge.mean(baseline.runs());
      if (!before.isKnown()) {
        return new Judgement(
            reading, null, false, baseline.name() + " cannot tell: " + before.reason());
      }
      from = before.value();
    }
    Fraction limit =
        ofOneCpu ? from.plus(amount.number().times(POINTS)) : amount.limit(reading.unit(), from);
    GaugeReading standing = ofClosed ? STANDING.mean(contender.runs()) : GaugeReading.absent("");
    boolean open = standing.isKnown() && !standing.value().isZero();
    return new Judgement(
        reading,
        limit,
        !open && comparison.holds(reading.value(), limit),
        open ? standing.text() + " always open where no buffer ever was" : null);
  }
}
