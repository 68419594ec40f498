package dev.tollgate.core.cost;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
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
  private final List<CycleAccount> accounts = new ArrayList<>(); // by number
  private final List<CycleAccount> bundles = new ArrayList<>();
  private CycleAccount[] byNumber = {};

  /** Everything booked so far, in thousandths of a cycle. */
  long total;

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
   * @return the account, to be kept by the model
   * @throws IllegalArgumentException if another step with the same id but another meaning is known
   */
  public CycleAccount account(CostCenter center, Step step) {
    int number = open(center, step);
    return byNumber[number];
  }

  /**
   * As {@link #account}.
   *
   * @return the account's number, to be kept by the model and given to {@link #add}
   */
  public int open(CostCenter center, Step step) {
    for (int number = 0; number < byNumber.length; number++) {
      CycleAccount known = byNumber[number];
      if (known.step().id().equals(step.id())) {
        if (!known.step().equals(step)) {
          throw new IllegalArgumentException("two different steps are called " + step.id());
        }
        if (known.center() == center) {
          return number;
        }
      }
    }
    accounts.add(new CycleAccount(this, center, step, profile.price(step).milliCycles()));
    byNumber = accounts.toArray(CycleAccount[]::new);
    return byNumber.length - 1;
  }

  /**
   * Ties up steps that always come together, so that they are booked in one go.
   *
   * @param parts the steps' accounts, each named as often as its step comes
   * @return an account of its own for the bundle; the ledger shows what it holds under the steps
   */
  public CycleAccount bundle(CycleAccount... parts) {
    CycleAccount bundle = new CycleAccount(this, ImmutableList.copyOf(parts));
    bundles.add(bundle);
    return bundle;
  }

  /** Books {@code count} steps to an account. */
  public void add(int account, long count) {
    byNumber[account].add(count);
  }

  /** Everything booked so far, in thousandths of a cycle. */
  public long totalMilliCycles() {
    return total;
  }

  /** Steps booked to one account, alone and in bundles. */
  public long count(int account) {
    return count(byNumber[account]);
  }

  private long count(CycleAccount account) {
    long count = account.bookedAlone();
    for (CycleAccount bundle : bundles) {
      count += bundle.timesOf(account) * bundle.bookedAlone();
    }
    return count;
  }

  /** All accounts, by cause and then in the order of opening; empty ones included. */
  public ImmutableList<Entry> entries() {
    ImmutableList.Builder<Entry> entries = ImmutableList.builder();
    for (CostCenter center : CostCenter.values()) {
      for (CycleAccount account : accounts) {
        if (account.center() == center) {
          Step step = account.step();
          entries.add(new Entry(center, step, count(account), profile.price(step)));
        }
      }
    }
    return entries.build();
  }
}
