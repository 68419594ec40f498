package dev.tollgate.cli.frontier;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.claim.Fraction;
import dev.tollgate.cli.frontier.Advice.Fit;
import dev.tollgate.cli.frontier.Constraint.Judgement;
import dev.tollgate.cli.gauge.GaugeReading;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.stream.Collectors;

/** Advice in words, a line each. */
final class AdviceText {

  /** Combinations that are named where none keeps to all constraints. */
  static final int NEAREST = 3;

  private AdviceText() {}

  static ImmutableList<String> of(Frontier frontier, Advice advice) {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    String all =
        advice.constraints().stream().map(Constraint::option).collect(Collectors.joining(", "));
    Fit recommended = advice.recommended();
    if (recommended != null) {
      lines.add(recommendation(frontier, advice, recommended, all));
    } else {
      lines.add("Nothing keeps to " + all + ". The nearest:");
      advice.nearest(NEAREST).forEach(fit -> lines.add("  " + near(advice, fit)));
    }
    for (int number = 0; number < advice.constraints().size(); number++) {
      lines.add("  " + excluded(advice, number));
    }
    Contender baseline = advice.baseline();
    for (Constraint constraint : advice.constraints()) {
      if (constraint.amount().needsBaseline() && baseline != null) {
        lines.add("  " + relative(constraint, baseline));
      }
    }
    return lines.build();
  }

  private static String recommendation(
      Frontier frontier, Advice advice, Fit fit, String constraints) {
    Contender contender = fit.contender();
    GaugeReading price = contender.of(frontier.price());
    if (advice.wantsCheapest()) {
      return "Recommended: %s, the cheapest that keeps to %s: %s %s"
          .formatted(
              contender.name(),
              constraints,
              frontier.price().title(),
              frontier.price().text(price));
    }
    GaugeReading open = advice.safest().mean(contender.runs());
    return "Recommended: %s, the safest that keeps to %s: %s (%s), %s %s"
        .formatted(
            contender.name(),
            constraints,
            open.isKnown() ? open.text() : "unknown",
            advice.safest().meaning(),
            frontier.price().title(),
            frontier.price().text(price));
  }

  private static String near(Advice advice, Fit fit) {
    ImmutableList.Builder<String> misses = ImmutableList.builder();
    for (int number = 0; number < advice.constraints().size(); number++) {
      Judgement judgement = fit.judgements().get(number);
      if (!judgement.holds()) {
        misses.add("misses " + advice.constraints().get(number).option() + ": " + told(judgement));
      }
    }
    return fit.contender().name() + " " + String.join(" and ", misses.build());
  }

  private static String told(Judgement judgement) {
    Fraction limit = judgement.limit();
    if (limit == null) {
      return "cannot tell, since " + judgement.reason();
    }
    String value = shown(judgement);
    Fraction reading = judgement.reading().value();
    return limit.compareTo(Fraction.ZERO) <= 0 || reading.compareTo(limit) <= 0
        ? value
        : value + ", " + times(reading.over(limit)) + " times as much";
  }

  private static String shown(Judgement judgement) {
    if (judgement.limit() == null) {
      return "cannot tell";
    }
    String reason = judgement.reason();
    String value = judgement.reading().text();
    return reason == null ? value : value + ", " + reason;
  }

  private static String times(Fraction factor) {
    return factor
        .decimal()
        .round(new MathContext(3, RoundingMode.HALF_UP))
        .stripTrailingZeros()
        .toPlainString();
  }

  private static String excluded(Advice advice, int number) {
    Constraint constraint = advice.constraints().get(number);
    ImmutableList<Fit> missing = advice.missing(number);
    if (missing.isEmpty()) {
      return constraint.option() + " leaves out nothing";
    }
    return constraint.option()
        + " leaves out "
        + missing.stream()
            .map(fit -> fit.contender().name() + " (" + shown(fit.judgements().get(number)) + ")")
            .collect(Collectors.joining(", "));
  }

  private static String relative(Constraint constraint, Contender baseline) {
    GaugeReading before = constraint.gauge().mean(baseline.runs());
    String words = constraint.option() + ": relative to " + baseline.name() + ", " + before.text();
    return constraint.ofOneCpu()
        ? words
            + " of a CPU; the trace does not tell what else the CPU did, so this is taken of one CPU"
            + " that is busy all the time"
        : words;
  }
}
