package dev.tollgate.workload.net;

import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.metric.MetricSink;

/**
 * An Ethernet cable with two ends, full duplex, perhaps with a switch in it. Each direction carries
 * one frame at a time for as long as its {@linkplain Framing#wireBytes bytes on the wire} take;
 * nothing is lost or damaged on the way, and frames arrive in the order they were sent.
 *
 * <p>At 1 Gb/s and an MTU of 1500 bytes, 81,274 frames a second carry 941.48 Mb/s of TCP payload.
 */
public final class Link {

  private final LinkPort near;
  private final LinkPort far;

  /**
   * A link with nobody at its ends yet.
   *
   * @param events where arrivals are scheduled
   */
  public Link(LinkSettings settings, EventQueue events) {
    this.near = new LinkPort(settings, events);
    this.far = new LinkPort(settings, events);
  }

  /** The end of the machine under test. */
  public LinkPort near() {
    return near;
  }

  /** The end of its peer. */
  public LinkPort far() {
    return far;
  }

  /** Says who is at both ends and takes what arrives there. */
  public void connect(FrameSink atNear, FrameSink atFar) {
    near.leadsTo(atFar);
    far.leadsTo(atNear);
  }

  /** Reports what both directions carried, named {@code link.…}. */
  public void report(MetricSink sink) {
    sink.metric("link.sent.frames", near.frames(), "count", "Frames the machine sent");
    sink.metric(
        "link.sent.bytes", near.bytes(), "bytes", "Bytes of these frames, padding included");
    sink.metric(
        "link.sent.busy",
        near.busyPicoseconds(),
        "ps",
        "Time the wire was taken in that direction");
    sink.metric("link.received.frames", far.frames(), "count", "Frames sent to the machine");
    sink.metric(
        "link.received.bytes", far.bytes(), "bytes", "Bytes of these frames, padding included");
    sink.metric(
        "link.received.busy",
        far.busyPicoseconds(),
        "ps",
        "Time the wire was taken in that direction");
  }
}
