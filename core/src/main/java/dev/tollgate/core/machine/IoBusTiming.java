package dev.tollgate.core.machine;

/**
 * How fast the I/O buses of a machine are: buses of the PCI-X kind, on which devices take turns and
 * reads are split into a request and a completion (PCI-X 1.0b, sections 2.7 and 2.10).
 *
 * <p>A transaction takes the bus for {@value #OVERHEAD_CLOCKS} clocks of address, attributes,
 * decoding, target response and turn-around (estimated: the fewest are about six), and for one more
 * for each {@link #widthBytes} bytes. A read takes it twice, for request and completion, and
 * between the two it is free for others.
 *
 * @param widthBytes bytes that cross in one clock, a power of two; 0 if time is of no account on
 *     these buses
 * @param clockPicoseconds length of a clock
 * @param readPicoseconds from the request of a read until its first byte is there: the bridge's way
 *     to memory and back
 */
public record IoBusTiming(int widthBytes, long clockPicoseconds, long readPicoseconds) {

  /** Buses on which everything happens at once. */
  public static final IoBusTiming NONE = new IoBusTiming(0, 0, 0);

  /** Clocks of a transaction that carry no data. */
  static final int OVERHEAD_CLOCKS = 8;

  /** Checks the invariants named on the components. */
  public IoBusTiming {
    if (widthBytes < 0
        || Integer.bitCount(widthBytes) > 1
        || clockPicoseconds < 0
        || readPicoseconds < 0) {
      throw new IllegalArgumentException(
          "an I/O bus of %d bytes, a clock of %d ps and reads of %d ps"
              .formatted(widthBytes, clockPicoseconds, readPicoseconds));
    }
  }

  /** Whether accesses take time. */
  public boolean isTimed() {
    return widthBytes > 0;
  }

  /** Picoseconds for which a write of so many bytes takes the bus. */
  long writeOccupancy(long bytes) {
    long dataClocks = (bytes + widthBytes - 1) >>> Integer.numberOfTrailingZeros(widthBytes);
    return (OVERHEAD_CLOCKS + dataClocks) * clockPicoseconds;
  }

  /** Picoseconds for which a read of so many bytes takes the bus, both times together. */
  long readOccupancy(long bytes) {
    return OVERHEAD_CLOCKS * clockPicoseconds + writeOccupancy(bytes);
  }
}
