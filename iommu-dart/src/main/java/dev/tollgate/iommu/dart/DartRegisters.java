package dev.tollgate.iommu.dart;

/**
 * Offsets and bits of the registers that Linux's driver uses, in bytes from the unit's base
 * address, which was 0xf8033000 on the first machines. All are 32 bits wide and big-endian.
 *
 * <p>Source: Linux's arch/powerpc/sysdev/dart.h. The tags of the TLB, from 0x1000 on, are left out:
 * their layout is not published and no driver reads them.
 */
final class DartRegisters {

  /** Control. */
  static final int CNTL = 0;

  /** U3: what went wrong last. */
  static final int U3_EXCP = 0x10;

  /** U4: page frame number of the table. */
  static final int U4_BASE = 0x10;

  /** U4: pages of the table. */
  static final int U4_SIZE = 0x20;

  /** U4: what went wrong last. */
  static final int U4_EXCP = 0x30;

  /** In U3's {@link #CNTL}: lowest bit of the table's page frame number, 20 bits wide. */
  static final int U3_BASE_SHIFT = 12;

  /** In U3's {@link #CNTL}: forget all translations. */
  static final int U3_FLUSHTLB = 0x400;

  /** In U3's {@link #CNTL}: translate. */
  static final int U3_ENABLE = 0x200;

  /** In U3's {@link #CNTL}: pages of the table, where 0 stands for 512. */
  static final int U3_SIZE_MASK = 0x1ff;

  /** In U4's {@link #CNTL}: translate. */
  static final int U4_ENABLE = 0x8000_0000;

  /** In U4's {@link #CNTL}: forget the translation of one I/O page. */
  static final int U4_IONE = 0x4000_0000;

  /** In U4's {@link #CNTL}: forget all translations. */
  static final int U4_FLUSHTLB = 0x2000_0000;

  /** In U4's {@link #CNTL}: the page that {@link #U4_IONE} is about. */
  static final int U4_IONE_MASK = 0x07ff_ffff;

  /** In {@link #U4_BASE}: the table's page frame number. */
  static final int U4_BASE_MASK = 0x00ff_ffff;

  /** In {@link #U4_SIZE}: the number of pages. */
  static final int U4_SIZE_MASK = 0x1fff;

  private DartRegisters() {}
}
