package dev.tollgate.iommu.dart;

/**
 * The register space of the unit as its driver reaches it; offsets in bytes from the unit's base
 * address. CPU and registers are both big-endian, so a value is what it means.
 */
interface Mmio {

  /** Reads a register ({@code in_be32}): waits for the answer, and for writes before. */
  int read(int offset);

  /** Writes a register ({@code out_be32}). */
  void write(int offset, int value);
}
