package dev.tollgate.core.cost;

import com.google.common.collect.ImmutableList;
import java.util.Collections;

/**
 * One account of a {@link CycleLedger}: how many of one step, for one cause; or of several steps
 * that always come together. Models whose steps are many keep the account itself, not its number.
 */
public final class CycleAccount {

  private final CycleLedger ledger;
  private final CostCenter center;
  private final Step step;
  private final ImmutableList<CycleAccount> parts;
  private final long milliCycles;
  private long count;

  CycleAccount(CycleLedger ledger, CostCenter center, Step step, long milliCycles) {
    this.ledger = ledger;
    this.center = center;
    this.step = step;
    this.parts = ImmutableList.of();
    this.milliCycles = milliCycles;
  }

  CycleAccount(CycleLedger ledger, ImmutableList<CycleAccount> parts) {
    CycleAccount first = parts.get(0);
    this.ledger = ledger;
    this.center = first.center;
    this.step = first.step;
    this.parts = parts;
    this.milliCycles = parts.stream().mapToLong(part -> part.milliCycles).sum();
  }

  /** Books one step. */
  public void one() {
    ledger.total += milliCycles;
    count++;
  }

  /** Books {@code steps} steps. */
  public void add(long steps) {
    ledger.total += steps * milliCycles;
    count += steps;
  }

  CostCenter center() {
    return center;
  }

  Step step() {
    return step;
  }

  /** What was booked here and not in a bundle. */
  long bookedAlone() {
    return count;
  }

  /** How often a bundle holds an account. */
  int timesOf(CycleAccount account) {
    return Collections.frequency(parts, account);
  }
}
