package dev.tollgate.iommu.dart;

/** A north bridge with a DART. */
enum Chip {
  /** Apple's U3 and IBM's CPC925, of 2003: forgets everything or nothing. */
  U3(DartRegisters.U3_FLUSHTLB, DartRegisters.U3_EXCP),
  /** Apple's U4 and IBM's CPC945, of 2005: can forget one page. */
  U4(DartRegisters.U4_FLUSHTLB, DartRegisters.U4_EXCP);

  private final int flushBit;
  private final int exceptionRegister;

  Chip(int flushBit, int exceptionRegister) {
    this.flushBit = flushBit;
    this.exceptionRegister = exceptionRegister;
  }

  /** Bit of the control register that makes the unit forget everything. */
  int flushBit() {
    return flushBit;
  }

  /** Offset of the exception register. */
  int exceptionRegister() {
    return exceptionRegister;
  }
}
