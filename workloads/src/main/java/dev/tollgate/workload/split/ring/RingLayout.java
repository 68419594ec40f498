package dev.tollgate.workload.split.ring;

import dev.tollgate.core.machine.PhysicalMemory;

/**
 * Where things lie on the page of a ring: Xen's {@code io/ring.h}, little-endian.
 *
 * <table>
 *   <caption>Bytes of the page</caption>
 *   <tr><td>0</td><td>req_prod: requests produced</td></tr>
 *   <tr><td>4</td><td>req_event: the back end wants to hear of the request with this number</td></tr>
 *   <tr><td>8</td><td>rsp_prod: responses produced</td></tr>
 *   <tr><td>12</td><td>rsp_event: the front end wants to hear of the response with this number</td></tr>
 *   <tr><td>16</td><td>48 unused</td></tr>
 *   <tr><td>64</td><td>slots, each for one request or one response</td></tr>
 * </table>
 *
 * <p>The four numbers run freely through all 2<sup>32</sup> values; a slot's place is a number
 * modulo the number of slots.
 *
 * @param slotBytes bytes of a slot: the larger of request and response
 * @param slots how many there are, a power of two
 */
public record RingLayout(int slotBytes, int slots) {

  /** Bytes before the first slot. */
  public static final int HEADER_BYTES = 64;

  static final int REQUESTS_PRODUCED = 0;
  static final int REQUEST_EVENT = 4;
  static final int RESPONSES_PRODUCED = 8;
  static final int RESPONSE_EVENT = 12;

  /**
   * The layout with the most slots that fit one page.
   *
   * @param slotBytes bytes of the larger of request and response, 1 to 4032
   */
  public static RingLayout of(int slotBytes) {
    int fit = (PhysicalMemory.FRAME_BYTES - HEADER_BYTES) / slotBytes;
    return new RingLayout(slotBytes, Integer.highestOneBit(fit));
  }

  /** Address of the slot for the request or response of a number, on a ring at {@code page}. */
  long slot(long page, int number) {
    return page + HEADER_BYTES + (long) (number & (slots - 1)) * slotBytes;
  }
}
