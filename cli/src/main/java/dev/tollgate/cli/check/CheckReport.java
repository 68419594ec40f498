package dev.tollgate.cli.check;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.google.common.collect.ImmutableList;

/**
 * What a gate decided.
 *
 * @param passed whether nothing crossed and nothing is missing
 * @param conditions each with what every combination says of it, in the order given
 * @param missingRuns combinations of the baseline that the results do not have
 */
@JsonPropertyOrder({"passed", "conditions", "missingRuns"})
public record CheckReport(
    boolean passed, ImmutableList<CheckedCondition> conditions, ImmutableList<String> missingRuns) {

  /**
   * A condition with what came of it.
   *
   * @param text as written
   * @param metric what was looked at
   * @param verdicts one for each combination that it is about
   */
  public record CheckedCondition(String text, String metric, ImmutableList<Verdict> verdicts) {
    /** How many combinations came out so. */
    public long count(Verdict.Outcome outcome) {
      return verdicts.stream().filter(verdict -> verdict.outcome() == outcome).count();
    }
  }
}
