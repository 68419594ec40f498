package dev.tollgate.iommu.dart;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;

/** A register space whose every access is booked as part of an invalidation. */
final class CountedMmio implements Mmio {

  private final Mmio registers;
  private final CycleLedger ledger;
  private final int reads;
  private final int writes;

  CountedMmio(Mmio registers, CycleLedger ledger) {
    this.registers = registers;
    this.ledger = ledger;
    this.reads = ledger.open(CostCenter.INVALIDATION, Steps.MMIO_READ);
    this.writes = ledger.open(CostCenter.INVALIDATION, Steps.MMIO_WRITE);
  }

  @Override
  public int read(int offset) {
    ledger.add(reads, 1);
    return registers.read(offset);
  }

  @Override
  public void write(int offset, int value) {
    ledger.add(writes, 1);
    registers.write(offset, value);
  }
}
