package dev.tollgate.core.cost;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The book of what the simulated CPUs spent: how many of which step, for which cause.
 *
 * <p>A model opens an account for each (cause, step) pair when it is created and from then on only
 * adds counts to it. Prices are applied as counts arrive, so the running total can drive simulated
 * time. One ledger belongs to one run and is not thread-safe.
 */
public final class CycleLedger {

  /**
   * One account as reported.
   *
   * @param center the cause
   * @param step the kind of work
   * @param count how many steps were taken
   * @param price what one of them cost
   */
  public record Entry(CostCenter center, Step step, long count, Price price) {

    /** Cost of the whole account in thousandths of a cycle. */
    public long milliCycles() {
      return count * price.milliCycles();
    }
  }

  private final CostProfile profile;
  private final List<CostCenter> centers = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  // Of each account in turn: steps counted, price of one. An account's number is where it begins.
  private long[] book = new long[64];
  private long totalMilliCycles;

  /** An empty ledger whose accounts cost what {@code profile} says. */
  public CycleLedger(CostProfile profile) {
    this.profile = profile;
  }

  /** The prices in force. */
  public CostProfile profile() {
    return profile;
  }

  /**
   * Opens the account of {@code step} under {@code center}, or finds it again.
   *
   * @return the account's number, to be kept by the model and given to {@link #add}
   * @throws IllegalArgumentException if another step with the same id but another meaning is known
   */
  public int open(CostCenter center, Step step) {
    for (int i = 0; i < steps.size(); i++) {
      Step known = steps.get(i);
      if (known.id().equals(step.id())) {
        if (!known.equals(step)) {
          throw new IllegalArgumentException("two different steps are called " + step.id());
        }
        if (centers.get(i) == center) {
          return 2 * i;
        }
      }
    }
    int account = 2 * steps.size();
    if (account == book.length) {
      book = Arrays.copyOf(book, 2 * account);
    }
    centers.add(center);
    steps.add(step);
    book[account + 1] = profile.price(step).milliCycles();
    return account;
  }

  /** Books {@code count} steps to an account. */
  public void add(int account, long count) {
    long[] book = this.book;
    totalMilliCycles += count * book[account + 1];
    book[account] += count;
  }

  /** Everything booked so far, in thousandths of a cycle. */
  public long totalMilliCycles() {
    return totalMilliCycles;
  }

  /** Steps booked to one account. */
  public long count(int account) {
    return book[account];
  }

  /** All accounts, by cause and then in the order of opening; empty ones included. */
  public ImmutableList<Entry> entries() {
    ImmutableList.Builder<Entry> entries = ImmutableList.builder();
    for (CostCenter center : CostCenter.values()) {
      for (int i = 0; i < steps.size(); i++) {
        if (centers.get(i) == center) {
          Step step = steps.get(i);
          entries.add(new Entry(center, step, book[2 * i], profile.price(step)));
        }
      }
    }
    return entries.build();
  }
}
