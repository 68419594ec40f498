package dev.tollgate.workload.net.nic;

import dev.tollgate.core.machine.PhysicalMemory;

/**
 * The transmit descriptor: 16 bytes of 32-bit words, little-endian in the memory of an x86 machine;
 * Tigon3's {@code struct tg3_tx_buffer_desc} ({@code tg3.h}). A packet takes one for its linear
 * part and one for each fragment; the last says {@link #END}.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><th>byte</th><th>word</th></tr>
 * <tr><td>0</td><td>bus address of the bytes, upper half</td></tr>
 * <tr><td>4</td><td>lower half</td></tr>
 * <tr><td>8</td><td>31–16 bytes, 15–0 flags</td></tr>
 * <tr><td>12</td><td>31–16 payload bytes of each frame the packet is to be cut into, 0 for one
 * frame; 15–0 VLAN tag</td></tr>
 * </table>
 */
final class TransmitDescriptor {

  /** Bytes of one. */
  static final int BYTES = 16;

  /** Flag: the interface writes the checksum of TCP or UDP. */
  static final int TRANSPORT_CHECKSUM = 0x0001;

  /** Flag: the interface writes the IP checksum. */
  static final int IP_CHECKSUM = 0x0002;

  /** Flag: the packet ends here. */
  static final int END = 0x0004;

  static final int ADDRESS_HIGH = 0;
  static final int ADDRESS_LOW = 4;
  static final int LENGTH_FLAGS = 8;
  static final int SEGMENT_VLAN = 12;

  private TransmitDescriptor() {}

  /** Writes a descriptor whole. */
  static void write(
      PhysicalMemory memory, long at, long busAddress, int length, int flags, int segmentBytes) {
    memory.writeIntLittleEndian(at + ADDRESS_HIGH, (int) (busAddress >>> 32));
    memory.writeIntLittleEndian(at + ADDRESS_LOW, (int) busAddress);
    memory.writeIntLittleEndian(at + LENGTH_FLAGS, length << 16 | flags);
    memory.writeIntLittleEndian(at + SEGMENT_VLAN, segmentBytes << 16);
  }
}
