package dev.tollgate.workload.stream.payload;

import dev.tollgate.workload.net.Headers;

/**
 * Tells whether the IP identifications of packets that arrive go up, as their sender counts them;
 * packets lost on the way leave gaps, but none comes twice.
 */
public final class Identifications {

  private static final int HALF = 1 << 15;
  private static final int MASK = (1 << 16) - 1;

  private int last = MASK;

  /** Before the first packet. */
  public Identifications() {}

  /** Whether the packet with these headers comes after those asked about before. */
  public boolean follows(byte[] headers) {
    int at = Headers.IP + 4;
    int number = (headers[at] & 0xff) << 8 | (headers[at + 1] & 0xff);
    int step = (number - last) & MASK;
    last = number;
    return step > 0 && step < HALF;
  }
}
