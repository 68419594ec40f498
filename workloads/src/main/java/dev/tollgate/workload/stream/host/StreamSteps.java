package dev.tollgate.workload.stream.host;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.PriceGrade;
import dev.tollgate.core.cost.Step;

/**
 * What the network stack and netserver do, beside the driver's steps, memory and copies.
 *
 * <p>No source prints them one by one. They are estimated for 3 GHz so that, with the driver's
 * steps, the allocator's and a copy of 1448 bytes, a received segment of a stream takes some 9,000
 * cycles (4,000 to 16,000) and a sent one 7,000 (3,000 to 12,000); the rule of thumb of 1 GHz for 1
 * Gb/s gives 12,300. Most of it are cache lines that another CPU or a device wrote, about 300
 * cycles each.
 */
public final class StreamSteps {

  /** One packet handed up by the driver: its protocol found, its IP header checked, routed. */
  public static final Step IP_RECEIVE =
      step(
          "ip-receive",
          "packet taken by IP",
          1100,
          "header: 1 cold line; route cache: 1; 400 instructions");

  /** One packet given to the driver: IP header written, queueing discipline entered and left. */
  public static final Step IP_SEND =
      step(
          "ip-send",
          "packet sent by IP",
          900,
          "device queue: 1 line of another CPU; 500 instructions");

  /** One segment with payload taken by TCP. */
  public static final Step TCP_RECEIVE =
      step(
          "tcp-receive",
          "segment with payload taken",
          2400,
          "socket looked up, locked and updated: 5 lines shared with the process; 800"
              + " instructions");

  /** One acknowledgement without payload taken by TCP. */
  public static final Step TCP_ACKNOWLEDGED =
      step(
          "tcp-acknowledged",
          "acknowledgement taken",
          2000,
          "socket looked up, locked and updated: 4 lines; round trip and windows; 700"
              + " instructions");

  /** One segment with payload sent by TCP. */
  public static final Step TCP_SEND =
      step(
          "tcp-send",
          "segment with payload sent",
          1900,
          "clone of the sk_buff, header, timers: 3 lines; 900 instructions");

  /** One acknowledgement without payload sent by TCP. */
  public static final Step TCP_ACKNOWLEDGE =
      step(
          "tcp-acknowledge",
          "acknowledgement sent",
          900,
          "window chosen, header: 1 line; 500 instructions");

  /** One sent segment taken off the write queue because it was acknowledged. */
  public static final Step TCP_FREE =
      step("tcp-free", "acknowledged segment freed", 300, "sk_buff and its fragment table: 1 line");

  /** One datagram taken by UDP. */
  public static final Step UDP_RECEIVE =
      step(
          "udp-receive",
          "datagram taken",
          1500,
          "socket looked up and locked: 3 lines; 500 instructions");

  /** What send() does beside copying: socket locked, queue's tail found, push decided. */
  public static final Step SEND =
      step(
          "socket-send",
          "send() done",
          1050,
          "with the entry to the kernel 1,500: the usual figure for a native send()");

  /** What recv() does beside copying: socket locked, queue walked, window looked at. */
  public static final Step RECEIVE =
      step("socket-receive", "recv() done", 900, "as send(), less the push");

  /** One packet copied from by recv(), beside its bytes. */
  public static final Step RECEIVE_PACKET =
      step("socket-packet", "packet read by recv()", 400, "sk_buff written by another CPU: 1 line");

  /** One timer of a socket that ran out. */
  public static final Step TIMER =
      step("tcp-timer", "TCP timer run out", 800, "timer wheel and socket: 2 lines");

  /** One byte copied whose source is in the CPU's cache. */
  public static final Step COPY_BYTE_CACHED =
      new Step(
          "copy-byte-cached",
          "byte copied, source cached",
          new Price(250, PriceGrade.ESTIMATED, "4 bytes a cycle; range 0.1 to 0.4 cycles"));

  /** One byte summed up for a checksum. */
  public static final Step CHECKSUM_BYTE =
      new Step(
          "checksum-byte",
          "byte summed up",
          new Price(500, PriceGrade.ESTIMATED, "8 bytes an addition, source cold"));

  private StreamSteps() {}

  /** All of them, in the order of this file. */
  public static ImmutableList<Step> all() {
    return ImmutableList.of(
        IP_RECEIVE,
        IP_SEND,
        TCP_RECEIVE,
        TCP_ACKNOWLEDGED,
        TCP_SEND,
        TCP_ACKNOWLEDGE,
        TCP_FREE,
        UDP_RECEIVE,
        SEND,
        RECEIVE,
        RECEIVE_PACKET,
        TIMER,
        COPY_BYTE_CACHED,
        CHECKSUM_BYTE);
  }

  private static Step step(String id, String unit, long cycles, String source) {
    return new Step(id, unit, Price.estimated(cycles, source));
  }
}
