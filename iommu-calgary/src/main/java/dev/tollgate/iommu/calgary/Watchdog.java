package dev.tollgate.iommu.calgary;

import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.machine.TimedAction;

/**
 * The timer by which the driver notices bad DMA ({@code calgary_watchdog} in Linux's
 * pci-calgary_64.c): it fires when translation is switched on and then every 2 seconds, and reads
 * the channel status. Where that shows an error it reads the error registers for the log, clears
 * the status, switches all slots of the bus off and fires no more.
 */
final class Watchdog implements TimedAction {

  /** Time between two looks, in picoseconds. */
  static final long PERIOD = 2_000_000_000_000L;

  /** The bus was not switched off. */
  static final long NEVER = -1;

  private static final int ERROR_REGISTER_STRIDE = 0x10;

  private final Mmio registers;
  private final int bridge;
  private final Chip chip;
  private final EventQueue events;
  private long looks;
  private long busDeathAt = NEVER;

  /** A watchdog that fires at once, at {@code now}. */
  static Watchdog start(Mmio registers, int bridge, Chip chip, EventQueue events, long now) {
    Watchdog watchdog = new Watchdog(registers, bridge, chip, events);
    watchdog.run(now);
    return watchdog;
  }

  private Watchdog(Mmio registers, int bridge, Chip chip, EventQueue events) {
    this.registers = registers;
    this.bridge = bridge;
    this.chip = chip;
    this.events = events;
  }

  @Override
  public void run(long now) {
    looks++;
    if ((read(CalgaryRegisters.CSR) & CalgaryRegisters.CSR_AGENT_MASK) == 0) {
      events.schedule(now + PERIOD, this);
      return;
    }
    readErrorRegisters();
    registers.writeInt(CalgaryRegisters.inBlock(bridge, CalgaryRegisters.CSR), 0);
    int configuration = read(CalgaryRegisters.CONFIG_RW) | CalgaryRegisters.SLOT_DISABLE;
    registers.writeInt(
        CalgaryRegisters.inBlock(bridge, CalgaryRegisters.CONFIG_RW),
        Integer.reverseBytes(configuration));
    read(CalgaryRegisters.CONFIG_RW);
    busDeathAt = now;
  }

  private void readErrorRegisters() {
    read(CalgaryRegisters.CSR);
    read(CalgaryRegisters.PLSSR);
    if (chip == Chip.CALIOC2) {
      read(CalgaryRegisters.CSMR);
      read(CalgaryRegisters.MCK);
      for (int register = CalgaryRegisters.FIRST_ERROR;
          register <= CalgaryRegisters.LAST_ERROR;
          register += ERROR_REGISTER_STRIDE) {
        read(register);
      }
      read(CalgaryRegisters.ROOT_COMPLEX_STATUS);
    }
  }

  private int read(int register) {
    return Integer.reverseBytes(registers.readInt(CalgaryRegisters.inBlock(bridge, register)));
  }

  /** Times it fired. */
  long looks() {
    return looks;
  }

  /** When it switched the bus off, in picoseconds, or {@link #NEVER}. */
  long busDeathAt() {
    return busDeathAt;
  }
}
