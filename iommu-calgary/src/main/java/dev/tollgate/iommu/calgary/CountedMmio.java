package dev.tollgate.iommu.calgary;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;

/** A register space whose every access is booked to one cause. */
final class CountedMmio implements Mmio {

  private final Mmio registers;
  private final CycleLedger ledger;
  private final int reads;
  private final int writes;

  CountedMmio(Mmio registers, CycleLedger ledger, CostCenter center) {
    this.registers = registers;
    this.ledger = ledger;
    this.reads = ledger.open(center, Steps.MMIO_READ);
    this.writes = ledger.open(center, Steps.MMIO_WRITE);
  }

  @Override
  public int readInt(int offset) {
    ledger.add(reads, 1);
    return registers.readInt(offset);
  }

  @Override
  public void writeInt(int offset, int value) {
    ledger.add(writes, 1);
    registers.writeInt(offset, value);
  }

  @Override
  public long readLong(int offset) {
    ledger.add(reads, 1);
    return registers.readLong(offset);
  }

  @Override
  public void writeLong(int offset, long value) {
    ledger.add(writes, 1);
    registers.writeLong(offset, value);
  }
}
