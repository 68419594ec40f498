package dev.tollgate.workload.net.nic;

import dev.tollgate.core.machine.PhysicalMemory;

/**
 * The receive descriptor: 32 bytes of 32-bit words, little-endian in the memory of an x86 machine;
 * Tigon3's {@code struct tg3_rx_buffer_desc} ({@code tg3.h}).
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><th>byte</th><th>word</th></tr>
 * <tr><td>0</td><td>bus address of the buffer, upper half</td></tr>
 * <tr><td>4</td><td>lower half</td></tr>
 * <tr><td>8</td><td>31–16 index in the producer ring, 15–0 bytes: of the buffer in the producer
 * ring, of the frame in the return ring</td></tr>
 * <tr><td>12</td><td>31–16 type, 15–0 flags</td></tr>
 * <tr><td>16</td><td>31–16 IP checksum, 15–0 TCP or UDP checksum: 0xffff each if found right</td></tr>
 * <tr><td>20</td><td>31–16 error, 15–0 VLAN tag</td></tr>
 * <tr><td>24</td><td>reserved</td></tr>
 * <tr><td>28</td><td>whatever the driver wrote; comes back as it was: ring and index</td></tr>
 * </table>
 *
 * <p>The driver writes them to the producer ring, the interface to the return ring. Unlike Tigon3
 * the interface does not count or deliver the frame's check sequence.
 */
final class ReceiveDescriptor {

  /** Bytes of one. */
  static final int BYTES = 32;

  /** Flag: the frame ends in this buffer; always so here. */
  static final int END = 0x0004;

  /** Flag: the frame is not to be used. */
  static final int ERROR = 0x0400;

  /** Flag: the IP checksum was computed. */
  static final int IP_CHECKSUM = 0x1000;

  /** Flag: the TCP or UDP checksum was computed. */
  static final int TRANSPORT_CHECKSUM = 0x2000;

  /** In the opaque word: the buffer is one of the standard producer ring. */
  static final int STANDARD_RING = 0x0001_0000;

  /** In the opaque word: the index in that ring. */
  static final int INDEX_MASK = 0xffff;

  static final int ADDRESS_HIGH = 0;
  static final int ADDRESS_LOW = 4;
  static final int INDEX_LENGTH = 8;
  static final int TYPE_FLAGS = 12;
  static final int CHECKSUMS = 16;
  static final int ERROR_VLAN = 20;
  static final int OPAQUE = 28;

  private ReceiveDescriptor() {}

  /** Writes what does not change of the descriptor of a producer ring's slot. */
  static void initialise(PhysicalMemory memory, long at, int index, int bufferBytes) {
    memory.writeIntLittleEndian(at + INDEX_LENGTH, index << 16 | bufferBytes);
    memory.writeIntLittleEndian(at + TYPE_FLAGS, END);
    memory.writeIntLittleEndian(at + OPAQUE, STANDARD_RING | index);
  }

  /** Writes the buffer's bus address. */
  static void setAddress(PhysicalMemory memory, long at, long busAddress) {
    memory.writeIntLittleEndian(at + ADDRESS_HIGH, (int) (busAddress >>> 32));
    memory.writeIntLittleEndian(at + ADDRESS_LOW, (int) busAddress);
  }
}
