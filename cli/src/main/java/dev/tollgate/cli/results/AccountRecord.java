package dev.tollgate.cli.results;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * One account of a run's cycle ledger with the price that was in force.
 *
 * @param cause what the cycles were spent for
 * @param step kind of work
 * @param unit what one step is, in the singular
 * @param count steps taken
 * @param milliCycles price of one step, in thousandths of a CPU cycle
 * @param grade how well the price is founded: measured, published or estimated
 * @param source where the price comes from
 */
public record AccountRecord(
    String cause,
    String step,
    String unit,
    long count,
    long milliCycles,
    String grade,
    String source) {

  /** Cost of the account in thousandths of a cycle. */
  @JsonIgnore
  public long cost() {
    return count * milliCycles;
  }

  /** Whether the price is a guess. */
  @JsonIgnore
  public boolean estimated() {
    return grade.equals("estimated");
  }
}
