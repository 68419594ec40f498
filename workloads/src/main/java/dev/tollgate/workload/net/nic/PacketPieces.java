package dev.tollgate.workload.net.nic;

import dev.tollgate.core.dma.BusMaster;

/**
 * The places in memory that a packet to be sent lies in, and how far the interface has read them.
 */
final class PacketPieces {

  /** Most pieces of a packet: more than any driver uses. */
  static final int MOST = 32;

  private final int device;
  private final BusMaster bus;
  private final long[] addresses = new long[MOST];
  private final int[] lengths = new int[MOST];
  private int count;
  private int total;
  private int current;
  private int offset;

  PacketPieces(int device, BusMaster bus) {
    this.device = device;
    this.bus = bus;
  }

  /** Forgets all pieces. */
  void clear() {
    count = 0;
    total = 0;
    seek(0);
  }

  /** Adds one at the end; false if there is no room. */
  boolean add(long busAddress, int length) {
    if (count == MOST) {
      return false;
    }
    addresses[count] = busAddress;
    lengths[count++] = length;
    total += length;
    return true;
  }

  /** Bytes of all pieces. */
  int length() {
    return total;
  }

  /**
   * Reads the next bytes, of which there must be so many.
   *
   * @return false if they cannot be reached
   */
  boolean read(byte[] target, int from, int length) {
    int done = 0;
    while (done < length) {
      int part = Math.min(lengths[current] - offset, length - done);
      if (!bus.read(device, addresses[current] + offset, target, from + done, part)) {
        return false;
      }
      done += part;
      advance(part);
    }
    return true;
  }

  /** Goes to so many bytes from the beginning. */
  void seek(int position) {
    current = 0;
    offset = 0;
    int left = position;
    while (left > 0) {
      int part = Math.min(left, lengths[current] - offset);
      left -= part;
      advance(part);
    }
  }

  private void advance(int bytes) {
    offset += bytes;
    if (offset == lengths[current]) {
      current++;
      offset = 0;
    }
  }
}
