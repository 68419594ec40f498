package dev.tollgate.cli.frontier;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.claim.Fraction;
import dev.tollgate.cli.frontier.Constraint.Judgement;
import dev.tollgate.cli.gauge.Gauge;
import dev.tollgate.cli.gauge.GaugeReading;
import dev.tollgate.cli.gauge.Gauges;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to take under some constraints: of the combinations that keep to all of them the cheapest,
 * or, if the constraints are about price only, the safest: the one with the fewest bytes open
 * beyond mapped buffers.
 */
public final class Advice {

  private final Frontier frontier;
  private final ImmutableList<Constraint> constraints;
  private final @Nullable Contender baseline;
  private final ImmutableList<Fit> fits;

  /**
   * How a combination keeps to the constraints.
   *
   * @param number of the combination
   * @param contender the combination
   * @param judgements one for each constraint
   */
  record Fit(int number, Contender contender, ImmutableList<Judgement> judgements) {
    boolean holds() {
      return judgements.stream().allMatch(Judgement::holds);
    }

    long misses() {
      return judgements.stream().filter(judgement -> !judgement.holds()).count();
    }

    /** The worst quotient of value and limit; null if there is none, which is worse than any. */
    @Nullable Fraction worst() {
      Fraction worst = Fraction.ZERO;
      for (Judgement judgement : judgements) {
        if (judgement.holds()) {
          continue;
        }
        Fraction limit = judgement.limit();
        if (limit == null || limit.compareTo(Fraction.ZERO) <= 0 || judgement.reason() != null) {
          return null;
        }
        Fraction value = judgement.reading().value();
        Fraction times =
            value.compareTo(limit) > 0 || value.isZero() ? value.over(limit) : limit.over(value);
        worst = times.compareTo(worst) > 0 ? times : worst;
      }
      return worst;
    }
  }

  /**
   * Advice for one scene.
   *
   * @param baseline the name of the combination that relative amounts refer to; null for off, else
   *     the first with the policy native
   */
  public Advice(Frontier frontier, List<Constraint> constraints, @Nullable String baseline) {
    this.frontier = frontier;
    this.constraints = ImmutableList.copyOf(constraints);
    this.baseline = baseline(frontier, baseline);
    ImmutableList.Builder<Fit> all = ImmutableList.builder();
    for (int number = 0; number < frontier.contenders().size(); number++) {
      Contender contender = frontier.contenders().get(number);
      all.add(
          new Fit(
              number,
              contender,
              constraints.stream()
                  .map(constraint -> constraint.judge(contender, this.baseline))
                  .collect(ImmutableList.toImmutableList())));
    }
    this.fits = all.build();
  }

  private static @Nullable Contender baseline(Frontier frontier, @Nullable String name) {
    List<Contender> all = frontier.contenders();
    if (name != null) {
      return all.stream().filter(each -> each.name().equals(name)).findFirst().orElse(null);
    }
    return all.stream()
        .filter(each -> each.first().spec().iommu().equals("off"))
        .findFirst()
        .or(
            () ->
                all.stream()
                    .filter(each -> each.first().spec().policy().equals("native"))
                    .findFirst())
        .orElse(null);
  }

  /** What relative amounts refer to. */
  @Nullable Contender baseline() {
    return baseline;
  }

  ImmutableList<Constraint> constraints() {
    return constraints;
  }

  /** Whether the cheapest is asked for, not the safest. */
  boolean wantsCheapest() {
    return constraints.stream().anyMatch(Constraint::isOfSafety);
  }

  /** What decides between combinations that all keep to the constraints of price. */
  Gauge safest() {
    Gauge excess = Gauges.named("safety.excess");
    return frontier.contenders().stream()
            .anyMatch(contender -> excess.mean(contender.runs()).isKnown())
        ? excess
        : Gauges.named("safety.stale.bytes");
  }

  /** The combination to take; null if none keeps to all constraints. */
  @Nullable Fit recommended() {
    Comparator<Fit> cheapest =
        Comparator.comparing(
            fit -> fit.contender().value(frontier.price()),
            Comparator.nullsLast(Comparator.naturalOrder()));
    Comparator<Fit> order = cheapest;
    if (!wantsCheapest()) {
      Gauge meter = safest();
      order =
          Comparator.<Fit, @Nullable Fraction>comparing(
                  fit -> value(meter, fit), Comparator.nullsLast(Comparator.naturalOrder()))
              .thenComparing(cheapest);
    }
    return fits.stream()
        .filter(Fit::holds)
        .min(order.thenComparing(fit -> !frontier.dominance().isOnFront(fit.number())))
        .orElse(null);
  }

  private static @Nullable Fraction value(Gauge gauge, Fit fit) {
    GaugeReading reading = gauge.mean(fit.contender().runs());
    return reading.isKnown() ? reading.value() : null;
  }

  /** The combinations that miss fewest constraints, by the least, at most {@code limit} of them. */
  ImmutableList<Fit> nearest(int limit) {
    List<Fit> all = new ArrayList<>(fits);
    all.sort(
        Comparator.comparingLong(Fit::misses)
            .thenComparing(Fit::worst, Comparator.nullsLast(Comparator.naturalOrder())));
    return ImmutableList.copyOf(all.subList(0, Math.min(limit, all.size())));
  }

  /** The combinations that miss one constraint. */
  ImmutableList<Fit> missing(int constraint) {
    return fits.stream()
        .filter(fit -> !fit.judgements().get(constraint).holds())
        .collect(ImmutableList.toImmutableList());
  }
}
