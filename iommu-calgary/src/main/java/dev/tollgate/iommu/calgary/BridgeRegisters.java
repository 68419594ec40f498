package dev.tollgate.iommu.calgary;

import static dev.tollgate.iommu.calgary.CalgaryRegisters.AER;
import static dev.tollgate.iommu.calgary.CalgaryRegisters.BLOCK_BYTES;
import static dev.tollgate.iommu.calgary.CalgaryRegisters.CONFIG_RW;
import static dev.tollgate.iommu.calgary.CalgaryRegisters.PAGE_MIG_CTRL;
import static dev.tollgate.iommu.calgary.CalgaryRegisters.PAGE_MIG_DEBUG;
import static dev.tollgate.iommu.calgary.CalgaryRegisters.PMR_HARDSTOP;
import static dev.tollgate.iommu.calgary.CalgaryRegisters.PMR_SOFTSTOP;
import static dev.tollgate.iommu.calgary.CalgaryRegisters.PMR_SOFTSTOPFAULT;
import static dev.tollgate.iommu.calgary.CalgaryRegisters.SPLIT_QUEUE_EMPTY;

/** The registers of one host bridge, and what the hardware does when they are read and written. */
final class BridgeRegisters implements Mmio {

  /** Is told of writes that change how the bridge translates. */
  interface Listener {

    /** The table address register was written; its meaning, bytes in order. */
    void tableAddressWritten(long value);

    /** The configuration register was written; its meaning, bytes in order. */
    void configurationWritten(int value);
  }

  /** All devices take part in arbitration: a stand-in, the register's layout is not published. */
  private static final int LAST_REGISTER = BLOCK_BYTES - Integer.BYTES; // all bits of an offset

  private static final int ALL_DEVICES = 0xff;

  private final int bridge;
  private final int blockStart;
  private final BusTraffic traffic;
  private final InjectedFaults faults;
  private final Listener listener;
  private final int[] block = new int[BLOCK_BYTES / Integer.BYTES];
  private long tableAddress;

  BridgeRegisters(int bridge, BusTraffic traffic, InjectedFaults faults, Listener listener) {
    this.bridge = bridge;
    this.blockStart = CalgaryRegisters.inBlock(bridge, 0);
    this.traffic = traffic;
    this.faults = faults;
    this.listener = listener;
    set(AER, ALL_DEVICES);
  }

  /** The value of a register of the bridge's block, as the hardware itself sees it. */
  int get(int register) {
    return block[register / Integer.BYTES];
  }

  /** Changes a register of the bridge's block from the hardware's side, without further effect. */
  void set(int register, int value) {
    block[register / Integer.BYTES] = value;
  }

  @Override
  public int readInt(int offset) {
    int register = registerAt(offset);
    if (register == PAGE_MIG_CTRL) {
      holdIfStopped();
    }
    return Integer.reverseBytes(get(register));
  }

  @Override
  public void writeInt(int offset, int value) {
    int register = registerAt(offset);
    int meaning = Integer.reverseBytes(value);
    set(register, meaning);
    switch (register) {
      case AER -> arbitrate(meaning != 0);
      case PAGE_MIG_CTRL -> migrate((meaning & PMR_SOFTSTOP) != 0);
      case CONFIG_RW -> listener.configurationWritten(meaning);
      default -> {}
    }
  }

  @Override
  public long readLong(int offset) {
    if (offset == CalgaryRegisters.tableAddress(bridge)) {
      return Long.reverseBytes(tableAddress);
    }
    if (offset == CalgaryRegisters.splitQueue(bridge)) {
      return ((long) SPLIT_QUEUE_EMPTY << traffic.outstanding()) & SPLIT_QUEUE_EMPTY;
    }
    throw noSuchRegister(offset);
  }

  @Override
  public void writeLong(int offset, long value) {
    if (offset != CalgaryRegisters.tableAddress(bridge)) {
      throw noSuchRegister(offset);
    }
    tableAddress = Long.reverseBytes(value);
    listener.tableAddressWritten(tableAddress);
  }

  private void arbitrate(boolean allowed) {
    if (allowed) {
      traffic.restart();
    } else {
      traffic.stop();
    }
  }

  private void migrate(boolean softStop) {
    if (!softStop) {
      set(PAGE_MIG_DEBUG, 0);
      traffic.restart();
    } else if (faults.nextSoftStopFails()) {
      set(PAGE_MIG_DEBUG, PMR_SOFTSTOPFAULT);
      traffic.restart();
    } else {
      set(PAGE_MIG_DEBUG, 0);
      traffic.stop();
    }
  }

  /** Reading page migration control turns a soft stop that held into a hard one. */
  private void holdIfStopped() {
    if (traffic.isStopped() && (get(PAGE_MIG_CTRL) & PMR_SOFTSTOP) != 0) {
      set(PAGE_MIG_CTRL, get(PAGE_MIG_CTRL) | PMR_HARDSTOP);
    }
  }

  private int registerAt(int offset) {
    int register = offset - blockStart;
    if ((register & ~LAST_REGISTER) != 0) {
      throw noSuchRegister(offset);
    }
    return register;
  }

  private IllegalArgumentException noSuchRegister(int offset) {
    return new IllegalArgumentException(
        "host bridge %d has no register at 0x%x".formatted(bridge, offset));
  }
}
