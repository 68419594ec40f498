package dev.tollgate.core.machine;

/**
 * An access to a physical address that no memory answers.
 *
 * <p>On the real machine this is a master abort or a machine check; here it reaches whoever issued
 * the access. Nothing was read or written when it is thrown.
 */
public final class BusErrorException extends IndexOutOfBoundsException {

  private static final long serialVersionUID = 1L;

  private final long address;
  private final long length;
  private final long memoryBytes;

  /**
   * Describes an access of {@code length} bytes at {@code address} to a memory of {@code
   * memoryBytes} bytes.
   */
  public BusErrorException(long address, long length, long memoryBytes) {
    super(
        "bus error: access of %d byte%s at 0x%x, but memory has %d bytes (0x0 to 0x%x)"
            .formatted(length, length == 1 ? "" : "s", address, memoryBytes, memoryBytes - 1));
    this.address = address;
    this.length = length;
    this.memoryBytes = memoryBytes;
  }

  /** First byte address of the access. */
  public long address() {
    return address;
  }

  /** Bytes the access asked for. */
  public long length() {
    return length;
  }

  /** Bytes of the memory that was asked. */
  public long memoryBytes() {
    return memoryBytes;
  }
}
