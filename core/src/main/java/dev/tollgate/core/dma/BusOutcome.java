package dev.tollgate.core.dma;

/** How an access of a device to memory ended. */
public enum BusOutcome {
  /** Every byte was reached. */
  COMPLETED,
  /** The IOMMU refused an I/O page: the bus master saw a master abort, the rest was not tried. */
  TRANSLATION_FAULT,
  /** The IOMMU let it through, but no memory answers there; the rest was not tried. */
  BUS_ERROR
}
