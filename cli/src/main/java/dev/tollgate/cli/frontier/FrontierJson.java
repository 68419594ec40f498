package dev.tollgate.cli.frontier;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.claim.Fraction;
import dev.tollgate.cli.frontier.Advice.Fit;
import dev.tollgate.cli.frontier.Constraint.Judgement;
import dev.tollgate.cli.frontier.FrontierRecord.CombinationRecord;
import dev.tollgate.cli.frontier.FrontierRecord.ConstraintRecord;
import dev.tollgate.cli.frontier.FrontierRecord.Difference;
import dev.tollgate.cli.frontier.FrontierRecord.DominatorRecord;
import dev.tollgate.cli.frontier.FrontierRecord.FigureRecord;
import dev.tollgate.cli.frontier.FrontierRecord.MeterRecord;
import dev.tollgate.cli.frontier.FrontierRecord.MissRecord;
import dev.tollgate.cli.frontier.FrontierRecord.RecommendationRecord;
import dev.tollgate.cli.frontier.FrontierRecord.SceneRecord;
import dev.tollgate.cli.gauge.GaugeReading;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Frontiers for programs: the same as {@link FrontierText}, with exact values. */
public final class FrontierJson {

  private FrontierJson() {}

  /**
   * The record.
   *
   * @param advice for each frontier, or nothing if no constraints were given
   */
  public static FrontierRecord of(Results results, List<Frontier> frontiers, List<Advice> advice) {
    ImmutableList.Builder<SceneRecord> scenes = ImmutableList.builder();
    for (int number = 0; number < frontiers.size(); number++) {
      scenes.add(scene(frontiers.get(number), advice.isEmpty() ? null : advice.get(number)));
    }
    return new FrontierRecord(
        results.title(), scenes.build(), ImmutableList.copyOf(results.notApplicable()));
  }

  private static SceneRecord scene(Frontier frontier, @Nullable Advice advice) {
    ImmutableMap.Builder<String, String> unseen = ImmutableMap.builder();
    frontier.unseen().forEach((meter, reason) -> unseen.put(meter.id(), reason));
    List<ImmutableList<Integer>> fronts = new ArrayList<>();
    frontier.meters().forEach(meter -> fronts.add(frontier.front(frontier.price(), meter)));
    ImmutableList.Builder<CombinationRecord> combinations = ImmutableList.builder();
    for (int number = 0; number < frontier.contenders().size(); number++) {
      combinations.add(combination(frontier, number, fronts));
    }
    return new SceneRecord(
        frontier.scene(),
        meter(frontier.price()),
        frontier.meters().stream()
            .map(FrontierJson::meter)
            .collect(ImmutableList.toImmutableList()),
        unseen.buildOrThrow(),
        combinations.build(),
        advice == null ? null : recommendation(advice));
  }

  private static MeterRecord meter(Meter meter) {
    return new MeterRecord(meter.id(), meter.title(), meter.gauge().meaning());
  }

  private static CombinationRecord combination(
      Frontier frontier, int number, List<ImmutableList<Integer>> fronts) {
    Contender contender = frontier.contenders().get(number);
    RunRecord run = contender.first();
    ImmutableMap.Builder<String, FigureRecord> figures = ImmutableMap.builder();
    for (Meter meter : frontier.compared()) {
      figures.put(meter.id(), figure(contender.of(meter)));
    }
    ImmutableList.Builder<String> onFronts = ImmutableList.builder();
    for (int meter = 0; meter < fronts.size(); meter++) {
      if (fronts.get(meter).contains(number)) {
        onFronts.add(frontier.meters().get(meter).id());
      }
    }
    Dominance dominance = frontier.dominance();
    return new CombinationRecord(
        contender.name(),
        contender.runs().stream().map(RunRecord::number).collect(ImmutableList.toImmutableList()),
        run.spec().iommu(),
        run.spec().policy(),
        run.spec().allocates() ? run.spec().allocator() : null,
        FrontierData.settings(contender),
        figures.buildOrThrow(),
        dominance.isOnFront(number),
        onFronts.build(),
        dominance.beatenBy(number).stream()
            .map(better -> dominator(frontier, frontier.contenders().get(better), contender))
            .collect(ImmutableList.toImmutableList()),
        dominance.equalTo(number).stream()
            .map(same -> frontier.contenders().get(same).name())
            .collect(ImmutableList.toImmutableList()));
  }

  private static FigureRecord figure(GaugeReading reading) {
    return new FigureRecord(
        reading.isKnown() ? plain(reading.value()) : null,
        reading.unit(),
        reading.text(),
        reading.reason());
  }

  private static BigDecimal plain(Fraction value) {
    BigDecimal decimal = value.decimal().stripTrailingZeros();
    return decimal.scale() < 0 ? decimal.setScale(0) : decimal;
  }

  private static DominatorRecord dominator(Frontier frontier, Contender better, Contender worse) {
    ImmutableMap.Builder<String, Difference> differences = ImmutableMap.builder();
    for (Meter meter : frontier.compared()) {
      Fraction one = better.value(meter);
      Fraction other = worse.value(meter);
      if (one != null && other != null && one.compareTo(other) < 0) {
        differences.put(meter.id(), new Difference(plain(one), plain(other)));
      }
    }
    return new DominatorRecord(better.name(), differences.buildOrThrow());
  }

  private static RecommendationRecord recommendation(Advice advice) {
    Fit recommended = advice.recommended();
    Contender baseline = advice.baseline();
    ImmutableList.Builder<ConstraintRecord> constraints = ImmutableList.builder();
    for (int number = 0; number < advice.constraints().size(); number++) {
      Constraint constraint = advice.constraints().get(number);
      int place = number;
      constraints.add(
          new ConstraintRecord(
              constraint.option(),
              constraint.gauge().name(),
              advice.missing(number).stream()
                  .map(fit -> miss(fit.contender(), fit.judgements().get(place)))
                  .collect(ImmutableList.toImmutableList())));
    }
    boolean relative =
        advice.constraints().stream().anyMatch(each -> each.amount().needsBaseline());
    return new RecommendationRecord(
        advice.wantsCheapest() ? "cheapest" : "safest",
        relative && baseline != null ? baseline.name() : null,
        recommended == null ? null : recommended.contender().name(),
        constraints.build(),
        recommended != null
            ? ImmutableList.of()
            : advice.nearest(AdviceText.NEAREST).stream()
                .map(fit -> fit.contender().name())
                .collect(ImmutableList.toImmutableList()));
  }

  private static MissRecord miss(Contender contender, Judgement judgement) {
    Fraction limit = judgement.limit();
    GaugeReading reading = judgement.reading();
    return new MissRecord(
        contender.name(),
        reading.isKnown() ? plain(reading.value()) : null,
        limit == null ? null : plain(limit),
        reading.unit(),
        judgement.reason());
  }
}
