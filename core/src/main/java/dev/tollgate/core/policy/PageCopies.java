package dev.tollgate.core.policy;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;

/**
 * The I/O pages of a device that lead to a copy of a driver's bytes instead of to the bytes: where
 * the copy and the original lie, and the copying. Every byte copied or cleared is booked.
 *
 * <p>A copy keeps its original's offset within the page. Direction and extent are those of the
 * mapping, whatever the driver says later.
 */
final class PageCopies {

  /** Instead of the address of a copy. */
  static final long NONE = -1;

  private static final int FRAME_BYTES = PhysicalMemory.FRAME_BYTES;

  // One record of an I/O page.
  private static final int COPY = 0; // address of the page frame that holds the copy, and 1
  private static final int ORIGINAL = 1; // address of the page frame that holds the original
  private static final int EXTENT = 2; // first byte, end, and directions
  private static final int WORDS = 3;

  private static final int END_SHIFT = 16;
  private static final int IN = 1 << 30; // the device reads
  private static final int OUT = 1 << 31; // the device writes

  private final PhysicalMemory memory;
  private final CycleLedger ledger;
  private final int copying;
  private final int clearing;
  private final IoPageRecords records = new IoPageRecords(WORDS);
  private long bytesCopied;
  private long bytesCleared;

  PageCopies(Machine machine) {
    this.memory = machine.memory();
    this.ledger = machine.ledger();
    this.copying = ledger.open(CostCenter.COPY, Steps.COPY_BYTE);
    this.clearing = ledger.open(CostCenter.COPY, Steps.ZERO_BYTE);
  }

  /**
   * An I/O page leads to a copy from now on. Nothing is copied yet.
   *
   * @param copy address of the page frame that holds it
   * @param start first byte of the buffer on this page
   * @param end byte behind its last
   */
  void add(long ioPage, long copy, long original, int start, int end, DmaDirection direction) {
    records.set(ioPage, COPY, copy + 1);
    records.set(ioPage, ORIGINAL, original);
    records.set(
        ioPage,
        EXTENT,
        start
            | end << END_SHIFT
            | (direction.deviceReads() ? IN : 0)
            | (direction.deviceWrites() ? OUT : 0));
  }

  /** Address of the page frame that holds the copy; {@link #NONE} if the I/O page leads to none. */
  long copyOf(long ioPage) {
    return records.get(ioPage, COPY) - 1;
  }

  /** The buffer is unmapped: nothing is copied any more, but the copy is still taken. */
  void detach(long ioPage) {
    records.set(ioPage, EXTENT, 0);
  }

  /** The I/O page leads to no copy any more. */
  void remove(long ioPage) {
    records.set(ioPage, COPY, 0);
    records.set(ioPage, EXTENT, 0);
  }

  /** Clears what the page frame of a copy holds beside it. */
  void clearBeside(long ioPage) {
    clear(ioPage, 0, start(ioPage));
    clear(ioPage, end(ioPage), FRAME_BYTES);
  }

  /** Clears the page frame of a copy. */
  void clear(long ioPage) {
    clear(ioPage, 0, FRAME_BYTES);
  }

  /** Copies the driver's bytes for the device, whether it may read them or not. */
  void copyIn(long ioPage) {
    copy(ioPage, start(ioPage), end(ioPage), true);
  }

  /** Copies the device's bytes for the driver, if the device may write. */
  void copyOut(long ioPage) {
    if ((extent(ioPage) & OUT) != 0) {
      copy(ioPage, start(ioPage), end(ioPage), false);
    }
  }

  /**
   * Copies part of a mapping, which may be no copy's: the driver's bytes if the device may read, or
   * the device's if it may write.
   */
  void sync(long busAddress, long size, boolean forDevice) {
    long last = busAddress + size - 1;
    for (long ioPage = IoPages.of(busAddress); ioPage <= IoPages.of(last); ioPage++) {
      if ((extent(ioPage) & (forDevice ? IN : OUT)) != 0) {
        long page = ioPage << IoPages.SHIFT;
        long from = Math.max(busAddress - page, start(ioPage));
        copy(ioPage, from, Math.min(last + 1 - page, end(ioPage)), forDevice);
      }
    }
  }

  /** Bytes copied so far. */
  long bytesCopied() {
    return bytesCopied;
  }

  /** Bytes of padding cleared so far. */
  long bytesCleared() {
    return bytesCleared;
  }

  private void clear(long ioPage, int from, int to) {
    memory.fill(copyOf(ioPage) + from, to - from, (byte) 0);
    bytesCleared += to - from;
    ledger.add(clearing, to - from);
  }

  private void copy(long ioPage, long from, long to, boolean forDevice) {
    if (from >= to) {
      return;
    }
    long length = to - from;
    long copy = copyOf(ioPage) + from;
    long original = records.get(ioPage, ORIGINAL) + from;
    if (forDevice) {
      memory.copy(original, copy, length);
    } else {
      memory.copy(copy, original, length);
    }
    bytesCopied += length;
    ledger.add(copying, length);
  }

  private int extent(long ioPage) {
    return (int) records.get(ioPage, EXTENT);
  }

  private int start(long ioPage) {
    return extent(ioPage) & (2 * FRAME_BYTES - 1);
  }

  private int end(long ioPage) {
    return (extent(ioPage) >>> END_SHIFT) & (2 * FRAME_BYTES - 1);
  }
}
