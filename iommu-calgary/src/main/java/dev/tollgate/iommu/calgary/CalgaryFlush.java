package dev.tollgate.iommu.calgary;

/**
 * The flush procedure of the PCI-X Calgary ({@code calgary_tce_cache_blast} in Linux's
 * pci-calgary_64.c):
 *
 * <ol>
 *   <li>read the arbitration register and write 0 to it: no device gets onto the bus;
 *   <li>read PLSSR: posted writes are pushed out;
 *   <li>read the split queue until it is empty, at most 100 times; then go on regardless;
 *   <li>write the table address register: the TCE cache is empty;
 *   <li>write the old arbitration value back and read it, so that the write has arrived.
 * </ol>
 */
final class CalgaryFlush implements FlushProcedure {

  private final Mmio registers;
  private final int arbitration;
  private final int postedWrites;
  private final int tableAddress;
  private final long tableAddressValue;
  private final SplitQueuePoll splitQueue;

  /**
   * The procedure for one bridge.
   *
   * @param tableAddressValue what the bridge's table address register holds, as the CPU sees it
   */
  CalgaryFlush(Mmio registers, int bridge, long tableAddressValue) {
    this.registers = registers;
    this.arbitration = CalgaryRegisters.inBlock(bridge, CalgaryRegisters.AER);
    this.postedWrites = CalgaryRegisters.inBlock(bridge, CalgaryRegisters.PLSSR);
    this.tableAddress = CalgaryRegisters.tableAddress(bridge);
    this.tableAddressValue = tableAddressValue;
    this.splitQueue = new SplitQueuePoll(registers, bridge);
  }

  @Override
  public boolean flush() {
    int devicesAllowed = registers.readInt(arbitration);
    registers.writeInt(arbitration, 0);
    registers.readInt(postedWrites);
    splitQueue.await(PATIENCE);
    registers.writeLong(tableAddress, tableAddressValue);
    registers.writeInt(arbitration, devicesAllowed);
    registers.readInt(arbitration);
    return true;
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
