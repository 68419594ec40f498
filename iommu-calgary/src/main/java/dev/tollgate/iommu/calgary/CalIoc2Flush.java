package dev.tollgate.iommu.calgary;

/**
 * The flush procedure of the PCI Express CalIOC2 ({@code calioc2_tce_cache_blast} in Linux's
 * pci-calgary_64.c):
 *
 * <ol>
 *   <li>read page migration control and write it back with SoftStop set;
 *   <li>read the split queue until it is empty; 100 looks for the whole procedure, at least one at
 *       each try; then go on regardless;
 *   <li>read page migration debug;
 *   <li>if it shows SoftStopFault, start again; at the 100th fault give up: nothing is forgotten;
 *   <li>read page migration control, which slams the bus into HardStop, and debug once more;
 *   <li>write the table address register: the TCE cache is empty;
 *   <li>read page migration control;
 *   <li>write 0 to it, which ends the stop, and read it, so that the write has arrived.
 * </ol>
 */
final class CalIoc2Flush implements FlushProcedure {

  private final Mmio registers;
  private final int control;
  private final int debug;
  private final int tableAddress;
  private final long tableAddressValue;
  private final SplitQueuePoll splitQueue;

  /**
   * The procedure for one bridge.
   *
   * @param tableAddressValue what the bridge's table address register holds, as the CPU sees it
   */
  CalIoc2Flush(Mmio registers, int bridge, long tableAddressValue) {
    this.registers = registers;
    this.control = CalgaryRegisters.inBlock(bridge, CalgaryRegisters.PAGE_MIG_CTRL);
    this.debug = CalgaryRegisters.inBlock(bridge, CalgaryRegisters.PAGE_MIG_DEBUG);
    this.tableAddress = CalgaryRegisters.tableAddress(bridge);
    this.tableAddressValue = tableAddressValue;
    this.splitQueue = new SplitQueuePoll(registers, bridge);
  }

  @Override
  public boolean flush() {
    if (!softStop()) {
      return false;
    }
    registers.readInt(control);
    registers.readInt(debug);
    registers.writeLong(tableAddress, tableAddressValue);
    registers.readInt(control);
    registers.writeInt(control, 0);
    registers.readInt(control);
    return true;
  }

  private boolean softStop() {
    int looks = 0;
    for (int attempt = 0; attempt < PATIENCE; attempt++) {
      int value = Integer.reverseBytes(registers.readInt(control));
      registers.writeInt(control, Integer.reverseBytes(value | CalgaryRegisters.PMR_SOFTSTOP));
      looks += splitQueue.await(PATIENCE - looks);
      int state = Integer.reverseBytes(registers.readInt(debug));
      if ((state & CalgaryRegisters.PMR_SOFTSTOPFAULT) == 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public long notQuiesced() {
    return splitQueue.notQuiesced();
  }

  @Override
  public long polls() {
    return splitQueue.polls();
  }
}
