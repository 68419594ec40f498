package dev.tollgate.workload.split.net;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.workload.split.ring.RingLayout;

/**
 * What stands in the slots of a network interface's two rings: Xen's {@code io/netif.h} as of May
 * 2007, byte for byte, little-endian.
 *
 * <table>
 *   <caption>Bytes of each entry: first byte and what is there</caption>
 *   <tr><td>transmit request, 12</td><td>0 grant reference (4), 4 offset (2), 6 flags (2), 8 id (2), 10
 *       size (2)</td></tr>
 *   <tr><td>transmit response, 4</td><td>0 id (2), 2 status (2)</td></tr>
 *   <tr><td>receive request, 8</td><td>0 id (2), 4 grant reference (4)</td></tr>
 *   <tr><td>receive response, 8</td><td>0 id (2), 2 offset (2), 4 flags (2), 6 status (2): bytes, or below
 *       0</td></tr>
 * </table>
 *
 * <p>The first transmit request of a packet has the size of the whole packet, those that follow the
 * size of their fragment. With {@link #EXTRA_INFO} the slot behind the first holds an {@link
 * #writeSegmentation extra entry} of 8 bytes.
 */
public final class NetifFormat {

  /** The transmit ring: 256 slots of 12 bytes. */
  public static final RingLayout TRANSMIT_RING = RingLayout.of(12);

  /** The receive ring: 256 slots of 8 bytes. */
  public static final RingLayout RECEIVE_RING = RingLayout.of(8);

  /** Transmit flag: the protocol checksum is left blank. */
  public static final int CHECKSUM_BLANK = 1;

  /** Flag of either way: the checksum is known to be right. */
  public static final int DATA_VALIDATED = 2;

  /** Transmit flag, and receive flag of value 4 too: more slots of this packet follow. */
  public static final int MORE_DATA = 4;

  /** Transmit flag: an extra entry follows. */
  public static final int EXTRA_INFO = 8;

  /** Status of a request that was done. */
  public static final int OKAY = 0;

  /** Status of a request that failed. */
  public static final int ERROR = -1;

  /** Status of a packet that was dropped. */
  public static final int DROPPED = -2;

  /** Status of a response to an extra entry, which says nothing. */
  public static final int NULL = 1;

  private static final int SEGMENTATION_TYPE = 1;
  private static final int TCP_V4 = 1;

  private NetifFormat() {}

  /** Writes a transmit request at {@code slot}. */
  static void writeTransmit(
      PhysicalMemory memory, long slot, int reference, int offset, int flags, int id, int size) {
    memory.writeIntLittleEndian(slot, reference);
    memory.writeIntLittleEndian(slot + 4, (offset & 0xffff) | (flags << 16));
    memory.writeIntLittleEndian(slot + 8, (id & 0xffff) | (size << 16));
  }

  /** Grant reference of the transmit request, or of the receive request 4 bytes on. */
  static int transmitReference(PhysicalMemory memory, long slot) {
    return memory.readIntLittleEndian(slot);
  }

  static int transmitOffset(PhysicalMemory memory, long slot) {
    return memory.readShortLittleEndian(slot + 4) & 0xffff;
  }

  static int transmitFlags(PhysicalMemory memory, long slot) {
    return memory.readShortLittleEndian(slot + 6) & 0xffff;
  }

  static int transmitId(PhysicalMemory memory, long slot) {
    return memory.readShortLittleEndian(slot + 8) & 0xffff;
  }

  static int transmitSize(PhysicalMemory memory, long slot) {
    return memory.readShortLittleEndian(slot + 10) & 0xffff;
  }

  /** Writes the extra entry that says how long the frames of a packet are to be. */
  static void writeSegmentation(PhysicalMemory memory, long slot, int segmentBytes) {
    memory.writeIntLittleEndian(slot, SEGMENTATION_TYPE | (segmentBytes & 0xffff) << 16);
    memory.writeIntLittleEndian(slot + 4, TCP_V4);
  }

  /** Payload bytes of each frame, from an extra entry; 0 if it is of another type. */
  static int segmentation(PhysicalMemory memory, long slot) {
    int word = memory.readIntLittleEndian(slot);
    return (word & 0xff) == SEGMENTATION_TYPE ? word >>> 16 : 0;
  }

  /** Writes a transmit response. */
  static void writeTransmitResponse(PhysicalMemory memory, long slot, int id, int status) {
    memory.writeIntLittleEndian(slot, (id & 0xffff) | (status << 16));
  }

  /** Id of a response of either ring, or of a receive request. */
  static int id(PhysicalMemory memory, long slot) {
    return memory.readShortLittleEndian(slot) & 0xffff;
  }

  static int transmitStatus(PhysicalMemory memory, long slot) {
    return memory.readShortLittleEndian(slot + 2);
  }

  /** Writes a receive request: a grant of the page to copy to, or to flip for. */
  static void writeReceive(PhysicalMemory memory, long slot, int id, int reference) {
    memory.writeIntLittleEndian(slot, id & 0xffff);
    memory.writeIntLittleEndian(slot + 4, reference);
  }

  static int receiveReference(PhysicalMemory memory, long slot) {
    return memory.readIntLittleEndian(slot + 4);
  }

  /**
   * Writes a receive response.
   *
   * @param status bytes received, or a status below 0
   */
  static void writeReceiveResponse(
      PhysicalMemory memory, long slot, int id, int offset, int flags, int status) {
    memory.writeIntLittleEndian(slot, (id & 0xffff) | (offset << 16));
    memory.writeIntLittleEndian(slot + 4, (flags & 0xffff) | (status << 16));
  }

  static int receiveOffset(PhysicalMemory memory, long slot) {
    return memory.readShortLittleEndian(slot + 2) & 0xffff;
  }

  static int receiveFlags(PhysicalMemory memory, long slot) {
    return memory.readShortLittleEndian(slot + 4) & 0xffff;
  }

  static int receiveStatus(PhysicalMemory memory, long slot) {
    return memory.readShortLittleEndian(slot + 6);
  }
}
