package dev.tollgate.iommu.calgary;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.Step;
import java.util.function.LongSupplier;

/**
 * What happens on the bus behind one host bridge while its driver flushes: whether devices may use
 * it, and how many split transactions are still to be completed.
 *
 * <p>Nothing published says how long the real bus takes to come to rest. Here, every device that
 * used the bus since the last stop leaves a few split reads outstanding, at most the {@value
 * #SPLIT_SLOTS} that the queue register has bits for; and one of them completes between two looks
 * at the queue: an uncached read takes about 0.5 µs, as long as 512 bytes on a 64-bit bus at 133
 * MHz.
 */
final class BusTraffic {

  /** Transactions that fit into the low byte of the split queue register. */
  static final int SPLIT_SLOTS = 8;

  /** What a stop costs the CPU beyond the register accesses it is made of. */
  static final Step STANDSTILL =
      new Step(
          "bus-quiesce",
          "bus brought to a standstill",
          Price.estimated(
              3000,
              "the read that pushes posted writes out waits 1 us more than another:"
                  + " 1 KiB of them at the 1.06 GB/s of PCI-X 133"));

  private final CycleLedger ledger;
  private final CycleAccount standstill;
  private final InjectedFaults faults;
  private final LongSupplier accesses;
  private final int splitsAtMost;

  private boolean stopped;
  private boolean stuck;
  private int outstanding;
  private long accessesAtRestart;
  private long milliCyclesAtStop;
  private long stops;
  private long stoppedMilliCycles;

  /**
   * A running bus.
   *
   * @param accesses how often devices used the bus so far
   * @param splitsAtMost split reads that its devices together leave outstanding, in the thick of it
   */
  BusTraffic(CycleLedger ledger, InjectedFaults faults, LongSupplier accesses, int splitsAtMost) {
    this.ledger = ledger;
    this.standstill = ledger.account(CostCenter.INVALIDATION, STANDSTILL);
    this.faults = faults;
    this.accesses = accesses;
    this.splitsAtMost = Math.min(splitsAtMost, SPLIT_SLOTS);
  }

  /** Keeps devices off the bus. */
  void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    stops++;
    milliCyclesAtStop = ledger.totalMilliCycles();
    standstill.one();
    outstanding = (int) Math.min(splitsAtMost, accesses.getAsLong() - accessesAtRestart);
    stuck = faults.nextStopHangs();
  }

  /** Lets devices onto the bus again. */
  void restart() {
    if (stopped) {
      stopped = false;
      stoppedMilliCycles += ledger.totalMilliCycles() - milliCyclesAtStop;
      accessesAtRestart = accesses.getAsLong();
    }
  }

  /**
   * A look at the split queue: transactions outstanding now, 0 to {@value #SPLIT_SLOTS}. Until the
   * next look one of them completes.
   */
  int outstanding() {
    if (stuck) {
      return SPLIT_SLOTS;
    }
    return outstanding == 0 ? 0 : outstanding--;
  }

  /** Whether devices are kept off the bus. */
  boolean isStopped() {
    return stopped;
  }

  /** Times the bus was stopped. */
  long stops() {
    return stops;
  }

  /** Time the bus stood still: what the CPU's work meanwhile cost, in thousandths of a cycle. */
  long stoppedMilliCycles() {
    return stoppedMilliCycles;
  }
}
