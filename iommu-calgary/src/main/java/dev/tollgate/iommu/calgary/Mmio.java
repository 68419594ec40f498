package dev.tollgate.iommu.calgary;

/**
 * The register space of one Calgary chip as its driver reaches it.
 *
 * <p>Offsets are bytes from the chip's base address. Values are what a little-endian CPU sees: the
 * registers are big-endian, so whoever wants a register's meaning swaps its bytes.
 */
interface Mmio {

  /** Reads a 32-bit register; waits for the answer and for all writes posted before. */
  int readInt(int offset);

  /** Writes a 32-bit register; posted. */
  void writeInt(int offset, int value);

  /** Reads a 64-bit register; waits for the answer and for all writes posted before. */
  long readLong(int offset);

  /** Writes a 64-bit register; posted. */
  void writeLong(int offset, long value);
}
