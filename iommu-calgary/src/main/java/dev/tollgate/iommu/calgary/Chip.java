package dev.tollgate.iommu.calgary;

/** A member of the family. */
enum Chip {
  /** The PCI-X host bridge chip of the x366, x460 and x3950. PCI id 1014:02a1. */
  CALGARY,
  /** Its PCI Express successor. PCI id 1014:0308. */
  CALIOC2
}
