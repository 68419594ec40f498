package dev.tollgate.workload.split.net;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.TimedLock;
import dev.tollgate.workload.net.NetworkDriver;
import dev.tollgate.workload.net.NetworkStack;
import dev.tollgate.workload.net.PacketBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The software bridge of the guest that drives the real interface, with two ports: that interface,
 * and the back end. What comes in at one goes out at the other; the queue of the real interface
 * takes what finds its ring full, under the lock of the device's queue.
 */
final class Bridge implements NetworkStack {

  /** What the bridge's other port is. */
  interface Port {

    /** A packet for the guest; it belongs to the port. */
    void fromWire(PacketBuffer packet);

    /** The real interface is done with a packet of the guest. */
    void sent(PacketBuffer packet);
  }

  private final CycleLedger ledger;
  private final TimedLock lock;
  private final int bridged;
  private final ArrayDeque<PacketBuffer> queue = new ArrayDeque<>();
  private @Nullable NetworkDriver driver;
  private @Nullable Port port;

  Bridge(Machine machine) {
    this.ledger = machine.ledger();
    this.lock = new TimedLock("device queue of the bridge", machine);
    this.bridged = ledger.open(CostCenter.DRIVER, SplitSteps.BRIDGE);
  }

  void connect(NetworkDriver below, Port guest) {
    driver = below;
    port = guest;
  }

  private NetworkDriver driver() {
    NetworkDriver below = driver;
    if (below == null) {
      throw new IllegalStateException("the bridge has no interface");
    }
    return below;
  }

  private Port port() {
    Port guest = port;
    if (guest == null) {
      throw new IllegalStateException("the bridge has no back end");
    }
    return guest;
  }

  @Override
  public void received(PacketBuffer packet) {
    ledger.add(bridged, 1);
    port().fromWire(packet);
  }

  /** Sends a packet of the guest; it belongs to the bridge until {@link Port#sent}. */
  void send(PacketBuffer packet) {
    ledger.add(bridged, 1);
    NetworkDriver below = driver();
    lock.acquire();
    if (!queue.isEmpty() || below.isStopped() || !below.transmit(packet)) {
      queue.add(packet);
    }
    lock.release();
  }

  @Override
  public void transmitted(PacketBuffer packet) {
    port().sent(packet);
  }

  @Override
  public void roomAgain() {
    NetworkDriver below = driver();
    lock.acquire();
    while (!queue.isEmpty() && !below.isStopped() && below.transmit(queue.element())) {
      queue.remove();
    }
    lock.release();
  }

  /** Gives back what waits for the interface, when its driver has stopped. */
  void close() {
    while (!queue.isEmpty()) {
      transmitted(queue.remove());
    }
  }
}
