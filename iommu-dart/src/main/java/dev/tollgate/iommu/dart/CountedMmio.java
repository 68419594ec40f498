package dev.tollgate.iommu.dart;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;

/** A register space whose every access is booked as part of an invalidation. */
final class CountedMmio implements Mmio {

  private final Mmio registers;
  private final CycleAccount reads;
  private final CycleAccount writes;

  CountedMmio(Mmio registers, CycleLedger ledger) {
    this.registers = registers;
    this.reads = ledger.account(CostCenter.INVALIDATION, Steps.MMIO_READ);
    this.writes = ledger.account(CostCenter.INVALIDATION, Steps.MMIO_WRITE);
  }

  @Override
  public int read(int offset) {
    reads.one();
    return registers.read(offset);
  }

  @Override
  public void write(int offset, int value) {
    writes.one();
    registers.write(offset, value);
  }
}
