package dev.tollgate.iommu.calgary;

/** The loop that waits for a bridge's outstanding transactions, and what it has seen so far. */
final class SplitQueuePoll {

  private final Mmio registers;
  private final int splitQueue;
  private long polls;
  private long notQuiesced;

  SplitQueuePoll(Mmio registers, int bridge) {
    this.registers = registers;
    this.splitQueue = CalgaryRegisters.splitQueue(bridge);
  }

  /**
   * Reads the queue until it is empty or {@code budget} looks are spent, at least once.
   *
   * @return looks taken
   */
  int await(int budget) {
    int looks = 0;
    boolean empty;
    do {
      empty =
          (registers.readLong(splitQueue) & CalgaryRegisters.SPLIT_QUEUE_EMPTY)
              == CalgaryRegisters.SPLIT_QUEUE_EMPTY;
      looks++;
    } while (!empty && looks < budget);
    polls += looks;
    if (!empty) {
      notQuiesced++;
    }
    return looks;
  }

  long polls() {
    return polls;
  }

  long notQuiesced() {
    return notQuiesced;
  }
}
