package dev.tollgate.workload.net.nic;

import dev.tollgate.workload.net.Headers;

/**
 * Makes the headers of the frames that a long TCP packet is cut into: each has its own IP length,
 * identification and checksum and its own sequence number; FIN and PUSH stay with the last frame.
 */
final class Segmenter {

  private static final int LAST_FRAME_ONLY = Headers.FIN | Headers.PUSH;

  private final byte[] header = new byte[Headers.LONGEST];
  private int headerLength;

  /** Where the headers of the packet go before anything else is asked. */
  byte[] header() {
    return header;
  }

  /**
   * Takes what is in {@link #header} as the headers of a new packet.
   *
   * @param length bytes there
   * @return bytes of the headers, or -1 if they are not those of a TCP packet or are not all there
   */
  int begin(int length) {
    headerLength = Headers.tcpLength(header, length);
    return headerLength;
  }

  /**
   * Writes the headers of one frame.
   *
   * @param index number of the frame, from 0
   * @param offset payload bytes in the frames before
   * @param payload payload bytes in this frame
   */
  void write(byte[] frame, int index, int offset, int payload, boolean last) {
    System.arraycopy(header, 0, frame, 0, headerLength);
    Headers.becomeSegment(frame, headerLength, index, offset, payload, last ? 0 : LAST_FRAME_ONLY);
  }
}
