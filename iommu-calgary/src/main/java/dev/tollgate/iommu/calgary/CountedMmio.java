package dev.tollgate.iommu.calgary;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;

/** A register space whose every access is booked to one cause. */
final class CountedMmio implements Mmio {

  private final Mmio registers;
  private final CycleAccount reads;
  private final CycleAccount writes;

  CountedMmio(Mmio registers, CycleLedger ledger, CostCenter center) {
    this.registers = registers;
    this.reads = ledger.account(center, Steps.MMIO_READ);
    this.writes = ledger.account(center, Steps.MMIO_WRITE);
  }

  @Override
  public int readInt(int offset) {
    reads.one();
    return registers.readInt(offset);
  }

  @Override
  public void writeInt(int offset, int value) {
    writes.one();
    registers.writeInt(offset, value);
  }

  @Override
  public long readLong(int offset) {
    reads.one();
    return registers.readLong(offset);
  }

  @Override
  public void writeLong(int offset, long value) {
    writes.one();
    registers.writeLong(offset, value);
  }
}
