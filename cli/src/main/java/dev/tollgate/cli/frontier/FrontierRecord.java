package dev.tollgate.cli.frontier;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.results.InapplicableRecord;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tollgate frontier --json} prints; docs/frontier.md describes each key.
 *
 * @param title of the experiment
 * @param frontiers one for each scene
 * @param notApplicable combinations that were not run, with the reason
 */
public record FrontierRecord(
    String title,
    ImmutableList<SceneRecord> frontiers,
    ImmutableList<InapplicableRecord> notApplicable) {

  /**
   * One scene.
   *
   * @param scene its name; empty if there is only one
   * @param price what is paid
   * @param meters of safety that at least one combination can show
   * @param unseen those that none can, with the reason
   * @param combinations the cheapest first
   * @param recommendation null if no constraints were given
   */
  record SceneRecord(
      String scene,
      MeterRecord price,
      ImmutableList<MeterRecord> meters,
      ImmutableMap<String, String> unseen,
      ImmutableList<CombinationRecord> combinations,
      @Nullable RecommendationRecord recommendation) {}

  /** A figure that combinations are compared by: its name in figures, a title, what it means. */
  record MeterRecord(String id, String title, String meaning) {}

  /**
   * One combination.
   *
   * @param runs numbers of the runs that it stands for
   * @param allocator null where nothing is allocated
   * @param settings on axes of the experiment that belong to these parts
   * @param figures price and meters by name
   * @param onFront whether nothing beats it in price and all meters
   * @param fronts the meters on whose front it is
   * @param dominatedBy those of the front that beat it
   * @param equalTo others with the same figures
   */
  record CombinationRecord(
      String name,
      ImmutableList<Integer> runs,
      String iommu,
      String policy,
      @Nullable String allocator,
      ImmutableMap<String, String> settings,
      ImmutableMap<String, FigureRecord> figures,
      boolean onFront,
      ImmutableList<String> fronts,
      ImmutableList<DominatorRecord> dominatedBy,
      ImmutableList<String> equalTo) {}

  /** A figure: its value and unit, or why there is none; and as the table shows it. */
  record FigureRecord(
      @Nullable BigDecimal value, String unit, String text, @Nullable String reason) {}

  /** Who beats a combination, and in which figures it is better; it is worse in none. */
  record DominatorRecord(String name, ImmutableMap<String, Difference> better) {}

  /** The value of who beats, and of who is beaten, in the figure's unit. */
  record Difference(BigDecimal value, BigDecimal insteadOf) {}

  /**
   * What to take under constraints.
   *
   * @param goal {@code cheapest} or {@code safest} of those that keep to all of them
   * @param baseline what relative amounts refer to; null if nothing is
   * @param combination the one to take; null if none keeps to all constraints
   * @param constraints each with what it leaves out
   * @param nearest if none keeps to all: those that come nearest, by name
   */
  record RecommendationRecord(
      String goal,
      @Nullable String baseline,
      @Nullable String combination,
      ImmutableList<ConstraintRecord> constraints,
      ImmutableList<String> nearest) {}

  /** A constraint as given, the figure it looks at, and what it leaves out. */
  record ConstraintRecord(String option, String figure, ImmutableList<MissRecord> leavesOut) {}

  /**
   * A combination that misses a constraint.
   *
   * @param value and {@code limit} in {@code unit}; null if it cannot be judged
   * @param reason why it cannot be judged, or what it misses besides the limit; null if neither
   */
  record MissRecord(
      String name,
      @Nullable BigDecimal value,
      @Nullable BigDecimal limit,
      String unit,
      @Nullable String reason) {}
}
