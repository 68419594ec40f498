package dev.tollgate.cli.gauge;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.cli.results.RunRecord;

/**
 * A figure held against an amount, for all runs or for some: {@code price.cpu > +5% where
 * iommu=calgary}.
 *
 * @param text as written
 * @param gauge the figure
 * @param comparison how
 * @param amount with what
 * @param where which runs it is about; all if empty
 */
public record Condition(
    String text,
    Gauge gauge,
    Comparison comparison,
    Amount amount,
    ImmutableList<Selection> where) {

  /**
   * Runs by their value on an axis.
   *
   * @param axis its path
   * @param values wanted, or not wanted
   * @param wanted which of both
   */
  public record Selection(String axis, ImmutableSet<String> values, boolean wanted) {
    boolean matches(RunRecord run) {
      String here = RunPlace.at(run, axis);
      return here != null && values.contains(here) == wanted;
    }
  }

  /** Whether it is about a run. */
  public boolean concerns(RunRecord run) {
    return where.stream().allMatch(selection -> selection.matches(run));
  }
}
