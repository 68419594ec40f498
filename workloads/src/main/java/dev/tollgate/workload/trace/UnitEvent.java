package dev.tollgate.workload.trace;

/**
 * The event a {@link UnitLogReader} stands on: one reused object.
 *
 * <p>One access is one DMA operation of the device as the emulator carries it out: a read or write
 * of up to a page, of which the log gives the first byte's address. Hardware would split it into
 * bus transactions of 64 to 512 bytes.
 */
public final class UnitEvent {

  private static final long READABLE = 1;
  private static final long WRITABLE = 2;
  private static final long FRAME = 0x000f_ffff_ffff_f000L;

  UnitEventKind kind = UnitEventKind.INVALIDATE_ALL;
  long line;
  long timeNanos;
  long address;
  long bytes;
  long entry;
  int source;
  int domain;

  UnitEvent() {}

  /** Returns what the unit did. */
  public UnitEventKind kind() {
    return kind;
  }

  /** Returns the line of the file, from 1. */
  public long line() {
    return line;
  }

  /** Returns the time by the log's own clock (wall time since 1970), in nanoseconds. */
  public long timeNanos() {
    return timeNanos;
  }

  /** Returns the first byte accessed, or the first byte of the pages invalidated. */
  public long address() {
    return address;
  }

  /** Returns how many bytes of I/O address space are invalidated: 4096 · 2^mask. */
  public long bytes() {
    return bytes;
  }

  /** Returns the table entry that was used, as it stands in memory. */
  public long entry() {
    return entry;
  }

  /** Returns the physical address of the page that the entry points to. */
  public long physicalPage() {
    return entry & FRAME;
  }

  /** Tells whether the entry lets the device read; the log does not say what it did. */
  public boolean readable() {
    return (entry & READABLE) != 0;
  }

  /** Tells whether the entry lets the device write; the log does not say what it did. */
  public boolean writable() {
    return (entry & WRITABLE) != 0;
  }

  /** Returns the requester id of the device: bus 8 bits, device 5 bits, function 3 bits. */
  public int source() {
    return source;
  }

  /** Returns the number of the domain (the table), or -1 if all are meant. */
  public int domain() {
    return domain;
  }
}
