package dev.tollgate.hypervisor.emulation;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.iommu.TableEntry;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IovaAllocator;
import org.jspecify.annotations.Nullable;

/**
 * An IOMMU as a guest sees it whose hypervisor emulates one of the same kind.
 *
 * <p>The guest's driver is the bare-metal one. It stores entries to a table and reads and writes
 * registers; the hypervisor, once it knows, does the same to the real unit. How many stores and
 * register accesses there are is therefore what the real unit's driver takes, and is counted there;
 * what is booked here is how the hypervisor comes to know of them:
 *
 * <ul>
 *   <li>{@link Emulation#TRAP}: each store to the table, which is write-protected, and each access
 *       to a register is an exit, and the instruction is emulated.
 *   <li>{@link Emulation#SIDECORE}: table and registers are shared memory. The guest writes what it
 *       wants; at the end of its call it waits for the other core to have seen and done it. Two
 *       cache lines go over to that core and two come back, and the guest waits as long as the work
 *       takes.
 * </ul>
 */
final class EmulatedIommu implements Iommu {

  /** Lines that change hands for a request: written, read; answered, read. */
  private static final int LINES_OF_A_REQUEST = 4;

  private static final Step[] ACCESSES = {Steps.MMIO_READ, Steps.MMIO_WRITE, Steps.TABLE_STORE};
  private static final CostCenter[] CENTERS = {
    CostCenter.INVALIDATION, CostCenter.TRANSLATION_TABLE, CostCenter.INTERRUPT
  };

  private final Iommu unit;
  private final Emulation emulation;
  private final CycleLedger ledger;
  private final int[] accounts;
  private final CycleAccount exits;
  private final CycleAccount instructions;
  private final CycleAccount lines;
  private final CycleAccount pickUps;
  private long trapped;
  private long requests;
  private boolean pending;

  EmulatedIommu(Iommu unit, Emulation emulation, CycleLedger ledger) {
    this.unit = unit;
    this.emulation = emulation;
    this.ledger = ledger;
    this.accounts = new int[ACCESSES.length * CENTERS.length];
    int next = 0;
    for (Step access : ACCESSES) {
      for (CostCenter center : CENTERS) {
        accounts[next++] = ledger.open(center, access);
      }
    }
    exits = ledger.account(CostCenter.HYPERVISOR, EmulationSteps.EXIT);
    instructions = ledger.account(CostCenter.HYPERVISOR, EmulationSteps.INSTRUCTION);
    lines = ledger.account(CostCenter.HYPERVISOR, EmulationSteps.LINE_TRANSFER);
    pickUps = ledger.account(CostCenter.HYPERVISOR, EmulationSteps.PICK_UP);
  }

  /** Stores and register accesses that the unit's driver has made. */
  private long accesses() {
    long sum = 0;
    for (int account : accounts) {
      sum += ledger.count(account);
    }
    return sum;
  }

  /** The guest made as many accesses as the driver of the real unit since {@code before}. */
  private void madeSince(long before) {
    long made = accesses() - before;
    if (made == 0) {
      return;
    }
    if (emulation == Emulation.TRAP) {
      trapped += made;
      exits.add(made);
      instructions.add(made);
    } else {
      pending = true;
    }
  }

  private void await() {
    if (pending) {
      pending = false;
      requests++;
      lines.add(LINES_OF_A_REQUEST);
      pickUps.one();
    }
  }

  @Override
  public long translate(int device, long busAddress, boolean write) {
    return unit.translate(device, busAddress, write);
  }

  @Override
  public boolean translates(int device) {
    return unit.translates(device);
  }

  @Override
  public int domainOf(int device) {
    return unit.domainOf(device);
  }

  @Override
  public IovaAllocator iovaAllocator(int domain) {
    return unit.iovaAllocator(domain);
  }

  @Override
  public void map(int domain, long ioPage, int pages, long frame, DmaDirection direction) {
    long before = accesses();
    unit.map(domain, ioPage, pages, frame, direction);
    madeSince(before);
  }

  @Override
  public void unmap(int domain, long ioPage, int pages) {
    long before = accesses();
    unit.unmap(domain, ioPage, pages);
    madeSince(before);
  }

  @Override
  public boolean invalidateAll(int domain) {
    long before = accesses();
    boolean forgotten = unit.invalidateAll(domain);
    madeSince(before);
    return forgotten;
  }

  @Override
  public boolean invalidate(int domain, long ioPage, int pages) {
    long before = accesses();
    boolean forgotten = unit.invalidate(domain, ioPage, pages);
    madeSince(before);
    return forgotten;
  }

  @Override
  public void endOfCall(int domain) {
    long before = accesses();
    unit.endOfCall(domain);
    madeSince(before);
    await();
  }

  @Override
  public DmaDirection grants(DmaDirection direction) {
    return unit.grants(direction);
  }

  @Override
  public @Nullable TableEntry entry(int domain, long ioPage) {
    return unit.entry(domain, ioPage);
  }

  @Override
  public void report(MetricSink sink) {
    unit.report(sink);
    sink.metric(
        "hypervisor.iommu.trapped",
        trapped,
        "count",
        "Accesses of the guest to the emulated IOMMU that trapped");
    sink.metric(
        "hypervisor.iommu.requests",
        requests,
        "count",
        "Times that the guest waited for another core to see what it did to the emulated IOMMU");
  }

  @Override
  public void check() {
    unit.check();
  }
}
