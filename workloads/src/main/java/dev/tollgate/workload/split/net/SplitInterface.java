package dev.tollgate.workload.split.net;

import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.GuestSignals;
import dev.tollgate.workload.net.NetworkDriver;
import dev.tollgate.workload.net.NetworkStack;
import dev.tollgate.workload.net.PacketMemory;
import dev.tollgate.workload.split.SplitParts;
import org.jspecify.annotations.Nullable;

/**
 * A network interface split between two guests: the real one's driver, a bridge and the back end in
 * one, the front end in the other, whose stack sees a driver like any other.
 *
 * <p>Built in two steps, because drivers know their stack: {@link #below} is the stack of the real
 * interface's driver, then {@link #connect} makes both ends.
 */
public final class SplitInterface {

  private final SplitParts parts;
  private final PacketMemory backPackets;
  private final Bridge bridge;
  private final SplitCounts counts = new SplitCounts();
  private @Nullable Netfront front;
  private @Nullable Netback back;

  /**
   * An interface without ends.
   *
   * @param backPackets memory for packets of the guest that drives the real interface
   */
  public SplitInterface(SplitParts parts, PacketMemory backPackets) {
    this.parts = parts;
    this.backPackets = backPackets;
    this.bridge = new Bridge(parts.back().machine());
  }

  /** What the real interface's driver hands packets up to. */
  public NetworkStack below() {
    return bridge;
  }

  /**
   * Makes both ends.
   *
   * @param driver the real interface's
   * @param backCpu CPU of the back end, which is best the one that polls the real interface
   * @param frontPackets the guest's memory for packets
   * @param stack the guest's network stack
   * @param frontCpu the guest's CPU that polls
   * @return the driver that the guest's stack sends with
   * @throws dev.tollgate.core.error.BadInputException if there is no memory for the rings
   */
  public NetworkDriver connect(
      NetworkDriver driver,
      int backCpu,
      PacketMemory frontPackets,
      NetworkStack stack,
      int frontCpu) {
    Netfront newFront = new Netfront(parts, frontPackets, stack, driver, frontCpu, counts);
    Netback newBack = new Netback(parts, backPackets, bridge, newFront, backCpu, counts);
    bridge.connect(driver, newBack);
    front = newFront;
    back = newBack;
    return newFront;
  }

  /** Begins, before the real interface does. */
  public void start() {
    Netfront frontEnd = front;
    Netback backEnd = back;
    if (frontEnd == null || backEnd == null) {
      throw new IllegalStateException("not connected");
    }
    int frontGuest = parts.front().number();
    int backGuest = parts.back().number();
    GuestSignals signals = parts.signals();
    backEnd.start(signals.connect(backGuest, frontGuest, frontEnd.cpu(), frontEnd.handler()));
    frontEnd.start(signals.connect(frontGuest, backGuest, backEnd.cpu(), backEnd.handler()));
  }

  /** Ends, when the real interface has stopped. */
  public void stop() {
    bridge.close();
    if (back != null) {
      back.stop();
    }
    if (front != null) {
      front.stop();
    }
  }

  /** Reports what both ends did, named {@code split.net.…}. */
  public void report(MetricSink sink) {
    counts.report(sink);
  }
}
