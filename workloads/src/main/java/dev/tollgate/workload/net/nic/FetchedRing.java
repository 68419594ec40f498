package dev.tollgate.workload.net.nic;

import dev.tollgate.core.dma.BusMaster;

/**
 * The interface's own copy of the descriptors of a ring: those that the driver announced are read
 * ahead, several with one access, which never goes beyond the ring's end.
 */
final class FetchedRing {

  private final int device;
  private final BusMaster bus;
  private final NicCounts counts;
  private final int descriptorBytes;
  private final int mask;
  private final int most;
  private final byte[] copy;
  private long address;
  private int end;

  /**
   * A ring of which nothing was read.
   *
   * @param entries descriptors, a power of two
   * @param most how many one access reads
   */
  FetchedRing(
      int device, BusMaster bus, NicCounts counts, int entries, int descriptorBytes, int most) {
    this.device = device;
    this.bus = bus;
    this.counts = counts;
    this.descriptorBytes = descriptorBytes;
    this.mask = entries - 1;
    this.most = most;
    this.copy = new byte[entries * descriptorBytes];
  }

  /** Begins anew with the ring at a bus address. */
  void start(long busAddress) {
    address = busAddress;
    end = 0;
  }

  /** The copy; descriptor {@code i} begins at {@code i} times its length. */
  byte[] bytes() {
    return copy;
  }

  /** Index up to before which descriptors were read or passed over. */
  int end() {
    return end;
  }

  /**
   * Reads more descriptors, up to before {@code announced}, of which there is at least one. Those
   * that cannot be read are passed over.
   *
   * @return whether they were read
   */
  boolean fetch(int announced) {
    int first = end;
    int ready = (announced - first) & mask;
    int count = Math.min(Math.min(ready, mask + 1 - first), most);
    int offset = first * descriptorBytes;
    end = (first + count) & mask;
    counts.descriptorReads++;
    if (bus.read(device, address + offset, copy, offset, count * descriptorBytes)) {
      return true;
    }
    counts.descriptorFaults++;
    return false;
  }

  /** Passes over all descriptors before {@code announced}. */
  void passOver(int announced) {
    end = announced;
  }
}
