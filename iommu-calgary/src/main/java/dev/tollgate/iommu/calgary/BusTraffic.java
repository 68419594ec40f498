package dev.tollgate.iommu.calgary;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.PriceGrade;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.machine.IoBus;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.Processors;
import java.util.function.LongSupplier;

/**
 * What happens on the bus behind one host bridge while its driver flushes: whether devices may use
 * it, and how many split transactions are still to be completed.
 *
 * <p>On a machine whose {@linkplain IoBus I/O buses} have a speed, driven in simulated time, this
 * follows from the accesses under way: the read that pushes posted writes out waits until they are
 * across, and the split queue shows the reads that are not complete yet. Devices are kept off the
 * bus from stop to restart, as long as the CPU's work in between takes.
 *
 * <p>Elsewhere, as when a trace drives the machine, nobody knows what is under way, and nothing
 * published says how long the real bus takes to come to rest. There, every device that used the bus
 * since the last stop leaves a few split reads outstanding, at most the {@value #SPLIT_SLOTS} that
 * the queue register has bits for; and one of them completes between two looks at the queue: an
 * uncached read takes about 0.5 µs, as long as 512 bytes on a 64-bit bus at 133 MHz.
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

  /** The wait for posted writes, where it is known. */
  static final Step WAIT =
      new Step(
          "bus-wait",
          "cycle spent waiting for a bus",
          new Price(Price.MILLI, PriceGrade.MEASURED, "by definition: one cycle is one cycle"));

  private static final int NOT_OPEN = -1;

  private final Machine machine;
  private final IoBus bus;
  private final CycleLedger ledger;
  private int standstillAccount = NOT_OPEN;
  private int waitAccount = NOT_OPEN;
  private final InjectedFaults faults;
  private final LongSupplier accesses;
  private final int splitsAtMost;

  private boolean stopped;
  private boolean stuck;
  private int outstanding;
  private boolean timed;
  private long stoppedAt;
  private long accessesAtRestart;
  private long milliCyclesAtStop;
  private long stops;
  private long stoppedMilliCycles;

  /**
   * A running bus.
   *
   * @param bus the devices' side of it
   * @param accesses how often devices used the bus so far
   * @param splitsAtMost split reads that its devices together leave outstanding, in the thick of it
   */
  BusTraffic(
      Machine machine, IoBus bus, InjectedFaults faults, LongSupplier accesses, int splitsAtMost) {
    this.machine = machine;
    this.bus = bus;
    this.ledger = machine.ledger();
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
    stuck = faults.nextStopHangs();
    stoppedAt = machine.processors().localTime();
    bus.stop(stoppedAt);
    timed = bus.isTimed() && machine.processors().current() != Processors.NONE;
    if (timed) {
      awaitPostedWrites();
    } else {
      outstanding = (int) Math.min(splitsAtMost, accesses.getAsLong() - accessesAtRestart);
      if (standstillAccount == NOT_OPEN) {
        standstillAccount = ledger.open(CostCenter.INVALIDATION, STANDSTILL);
      }
      ledger.add(standstillAccount, 1);
    }
  }

  private void awaitPostedWrites() {
    long left = bus.writesLeft();
    if (left == 0) {
      return;
    }
    if (waitAccount == NOT_OPEN) {
      waitAccount = ledger.open(CostCenter.INVALIDATION, WAIT);
    }
    ledger.add(waitAccount, machine.profile().cycles(left));
  }

  /** Lets devices onto the bus again. */
  void restart() {
    if (stopped) {
      stopped = false;
      bus.restart(machine.processors().localTime());
      stoppedMilliCycles += ledger.totalMilliCycles() - milliCyclesAtStop;
      accessesAtRestart = accesses.getAsLong();
    }
  }

  /**
   * A look at the split queue: transactions outstanding now, 0 to {@value #SPLIT_SLOTS}. Where
   * nobody knows how long they take, one of them completes until the next look.
   */
  int outstanding() {
    if (stuck) {
      return SPLIT_SLOTS;
    }
    if (timed) {
      return bus.readsLeft(machine.processors().localTime() - stoppedAt);
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
