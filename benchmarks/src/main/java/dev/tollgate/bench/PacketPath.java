package dev.tollgate.bench;

import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.workload.net.Frame;
import dev.tollgate.workload.net.FramePool;
import dev.tollgate.workload.net.Framing;
import dev.tollgate.workload.net.Link;
import dev.tollgate.workload.net.LinkPort;
import dev.tollgate.workload.net.LinkSettings;
import dev.tollgate.workload.net.NetworkStack;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.net.PacketMemory;
import dev.tollgate.workload.net.nic.DriverContext;
import dev.tollgate.workload.net.nic.Nic;
import dev.tollgate.workload.net.nic.NicDriver;
import dev.tollgate.workload.net.nic.NicSettings;
import java.util.Objects;

/**
 * A machine whose network interface receives or sends at line rate, with a stack that frees what it
 * gets: what a packet costs in link, interface, driver, DMA API, policy, IOMMU and both meters,
 * without any protocol.
 */
final class PacketPath implements NetworkStack {

  /** Packets of one call of {@link #receive} or {@link #send}. */
  static final int PACKETS = 64;

  private static final int FRAME_BYTES = Framing.STANDARD_MTU + Framing.HEADER;
  private static final int HEADER_BYTES = 66;

  private final Machine machine;
  private final PacketMemory packets;
  private final LinkPort peer;
  private final LinkPort port;
  private final FramePool frames = new FramePool(FRAME_BYTES);
  private final NicDriver driver;
  private final CpuWork sending = this::sendOne;
  private final long payload;

  private long received;
  private long left;
  private int toSend;

  /** An interface that has started. */
  PacketPath(ProductPath path, String allocator) {
    machine = path.machine;
    packets = new PacketMemory(path.allocator(allocator), machine);
    Link link = new Link(new LinkSettings(1000, 4_000_000, true), machine.events());
    peer = link.far();
    port = link.near();
    NicSettings settings = NicSettings.DEFAULTS;
    Nic nic = new Nic(machine, path.bus, 0, port, settings);
    driver =
        new NicDriver(new DriverContext(machine, path.dma, 0, packets, settings), nic, this, 0);
    link.connect(
        nic.sink(),
        (frame, now) -> {
          left++;
          frame.release();
        });
    payload = machine.pages().allocate(0) << PhysicalMemory.FRAME_SHIFT;
    driver.start();
    machine.advanceTo(1_000_000_000);
  }

  /** Full frames arrive one behind the other; true if the driver handed all of them up. */
  boolean receive() {
    long before = received;
    for (int i = 0; i < PACKETS; i++) {
      Frame frame = frames.take();
      frame.setLength(FRAME_BYTES);
      peer.send(frame, machine.now());
    }
    while (received < before + PACKETS) {
      machine.advanceTo(machine.now() + 10_000_000);
    }
    return received == before + PACKETS;
  }

  /** Full frames of a header and two fragments are sent; true if all left. */
  boolean send() {
    long before = left;
    toSend = PACKETS;
    machine.processors().post(1, CpuContext.TASK, sending);
    while (left < before + PACKETS) {
      machine.advanceTo(machine.now() + 10_000_000);
    }
    return left == before + PACKETS;
  }

  private void sendOne() {
    PacketBuffer packet = Objects.requireNonNull(packets.allocate(HEADER_BYTES));
    packet.headLength = HEADER_BYTES;
    packet.addFragment(payload + 1000, 1000);
    packet.addFragment(payload, 448);
    if (!driver.transmit(packet)) {
      throw new IllegalStateException("the ring has no room for " + PACKETS + " packets");
    }
    if (--toSend > 0) {
      machine.processors().post(1, CpuContext.TASK, sending);
    }
  }

  @Override
  public void received(PacketBuffer packet) {
    received++;
    packets.free(packet);
  }

  @Override
  public void transmitted(PacketBuffer packet) {
    packets.free(packet);
  }

  @Override
  public void roomAgain() {}
}
