package dev.tollgate.workload.net.nic;

/**
 * The status block: what the interface tells the driver through memory, so that it need not read
 * registers; Tigon3's {@code struct tg3_hw_status} ({@code tg3.h}), little-endian.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><th>byte</th><th>bits</th><th>what</th></tr>
 * <tr><td>0</td><td>32</td><td>{@link #UPDATED}</td></tr>
 * <tr><td>4</td><td>32</td><td>tag: 1 to 255 in turns, another with each update</td></tr>
 * <tr><td>8</td><td>16 each</td><td>consumer indices of the jumbo, standard and mini producer rings,
 * reserved</td></tr>
 * <tr><td>16</td><td>16</td><td>producer index of return ring 0</td></tr>
 * <tr><td>18</td><td>16</td><td>consumer index of transmit ring 0</td></tr>
 * <tr><td>20</td><td></td><td>the same of rings 1 to 15, which this interface does not have</td></tr>
 * </table>
 */
final class StatusBlock {

  /** Bytes of it. */
  static final int BYTES = 80;

  /** Bytes that the interface writes at an update: its 32-byte mode. */
  static final int BYTES_WRITTEN = 32;

  /** In the first word: written since the driver cleared it. */
  static final int UPDATED = 1;

  /** Tags run from 1 to this. */
  static final int LAST_TAG = 255;

  static final int STATUS = 0;
  static final int TAG = 4;
  static final int STANDARD_CONSUMER = 10;
  static final int RETURN_PRODUCER = 16;
  static final int TRANSMIT_CONSUMER = 18;

  private StatusBlock() {}
}
