package dev.tollgate.workload.split.net;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.Step;

/**
 * What front end, back end and bridge do for a packet, beside memory, copies, grants, signals and
 * crossings, which have steps of their own.
 *
 * <p>Nobody published what they take on a machine of 2007. Bridge and back end together are 6,000
 * cycles a packet (3,000 to 12,000, estimated; that it is the larger part of what a guest's packet
 * costs is published: Santos and others, USENIX ATC 2008). All are estimated for 3 GHz from cold
 * cache lines (about 300 cycles each) and instructions.
 */
public final class SplitSteps {

  /** One packet taken through the bridge from one port to the other. */
  public static final Step BRIDGE =
      step(
          "bridge-packet",
          "packet bridged",
          2000,
          "netfilter hooks, forwarding table, device queue: 3 lines; 900 instructions");

  /** One packet for the guest put on the back end's queue, its copies written down, answered. */
  public static final Step TO_GUEST =
      step(
          "netback-receive",
          "packet passed to a guest",
          4000,
          "ring entry and sk_buff: 5 lines, 2 of them of another CPU; 1,800 instructions");

  /** One packet of the guest taken from the ring, checked, made an sk_buff, answered. */
  public static final Step FROM_GUEST =
      step(
          "netback-transmit",
          "packet of a guest taken",
          4000,
          "ring entries, sk_buff, pending table: 5 lines, 2 of them of another CPU; 1,800"
              + " instructions");

  /** One packet taken from the front end's ring. */
  public static final Step RECEIVE =
      step(
          "netfront-receive",
          "packet received by the front end",
          900,
          "ring entry and header, written by another CPU: 2 lines; 300 instructions");

  /** One receive buffer offered to the back end. */
  public static final Step POST =
      step("netfront-post", "receive buffer offered", 80, "2 stores to a ring entry, bookkeeping");

  /** One packet given to the back end. */
  public static final Step TRANSMIT =
      step("netfront-transmit", "packet sent by the front end", 400, "lock, checks, bookkeeping");

  /** One ring entry of a packet written. */
  public static final Step TRANSMIT_SLOT =
      step("netfront-slot", "ring entry of a sent packet", 50, "4 stores to one line");

  /** One ring entry of a sent packet taken back. */
  public static final Step CLEAN =
      step(
          "netfront-clean",
          "ring entry of a sent packet taken back",
          150,
          "response written by another CPU: part of a line; bookkeeping");

  private SplitSteps() {}

  /** All of them, in the order of this file. */
  public static ImmutableList<Step> all() {
    return ImmutableList.of(
        BRIDGE, TO_GUEST, FROM_GUEST, RECEIVE, POST, TRANSMIT, TRANSMIT_SLOT, CLEAN);
  }

  private static Step step(String id, String unit, long cycles, String source) {
    return new Step(id, unit, Price.estimated(cycles, source));
  }
}
