package dev.tollgate.workload.split.net;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.KernelSteps;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.core.spi.FrameTransfers;
import dev.tollgate.core.spi.GuestSignals;
import dev.tollgate.workload.net.NetworkDriver;
import dev.tollgate.workload.net.NetworkStack;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.net.PacketMemory;
import dev.tollgate.workload.split.SplitParts;
import dev.tollgate.workload.split.ring.FrontRing;

/**
 * The front end of a split network interface: the driver that a guest without devices has, after
 * netfront of Xen as of May 2007 (facts of its protocol: {@code io/netif.h}, {@code io/ring.h}).
 *
 * <p>A signal of the back end leaves a poll to the soft interrupt of its CPU, which takes responses
 * of both rings, one received packet in each piece of work, until nothing is left; then both rings
 * are told when to signal next.
 */
public final class Netfront implements NetworkDriver {

  private static final int CLEANED_IN_ONE_PIECE = 16;

  private final SplitParts parts;
  private final NetworkStack stack;
  private final NetworkDriver below;
  private final int cpu;
  private final SplitCounts counts;
  private final FrontReceive receive;
  private final FrontTransmit transmit;
  private final FrontRing receiveRing;
  private final FrontRing transmitRing;
  private final long receivePage;
  private final long transmitPage;
  private final int receiveGrant;
  private final int transmitGrant;
  private final Processors processors;
  private final CycleLedger ledger;
  private final int softInterrupts;
  private final CpuWork poll = this::poll;
  private int toBack;
  private boolean running;
  private boolean polling;

  /**
   * A front end whose two rings lie on fresh pages that the back end may use.
   *
   * @param packets the guest's memory for packets
   * @param stack what it hands packets up to
   * @param below the real interface's driver, whose abilities the back end passes on
   * @param cpu the guest's CPU that takes the back end's signals and polls
   * @throws BadInputException if there is no memory for the rings
   */
  Netfront(
      SplitParts parts,
      PacketMemory packets,
      NetworkStack stack,
      NetworkDriver below,
      int cpu,
      SplitCounts counts) {
    this.parts = parts;
    this.stack = stack;
    this.below = below;
    this.cpu = cpu;
    this.counts = counts;
    this.processors = parts.front().machine().processors();
    this.ledger = parts.front().machine().ledger();
    this.softInterrupts = ledger.open(CostCenter.INTERRUPT, KernelSteps.SOFT_INTERRUPT);
    this.receivePage = page();
    this.transmitPage = page();
    this.receiveGrant = share(receivePage);
    this.transmitGrant = share(transmitPage);
    PhysicalMemory memory = parts.front().machine().memory();
    this.receiveRing = new FrontRing(memory, receivePage, NetifFormat.RECEIVE_RING);
    this.transmitRing = new FrontRing(memory, transmitPage, NetifFormat.TRANSMIT_RING);
    receiveRing.start();
    transmitRing.start();
    FrameTransfers transfers = parts.transfers();
    this.receive =
        transfers == null
            ? new CopyingFrontReceive(parts, packets, receiveRing, counts)
            : new FlippingFrontReceive(parts, transfers, packets, receiveRing, counts);
    this.transmit = new FrontTransmit(parts, transmitRing, counts);
  }

  private long page() {
    long frame = parts.front().machine().pages().allocate(0);
    if (frame == PageAllocator.NO_FRAME) {
      throw new BadInputException(
          "guest %s has no memory for the rings of its network interface"
              .formatted(parts.front().name()));
    }
    return frame << PhysicalMemory.FRAME_SHIFT;
  }

  private int share(long page) {
    return parts
        .frames()
        .grant(
            parts.front().number(),
            parts.back().number(),
            page >>> PhysicalMemory.FRAME_SHIFT,
            false);
  }

  /** The grant of the receive ring's page. */
  int receiveGrant() {
    return receiveGrant;
  }

  /** The grant of the transmit ring's page. */
  int transmitGrant() {
    return transmitGrant;
  }

  /** The handler of the back end's signals. */
  CpuWork handler() {
    return this::signalled;
  }

  /** CPU that takes them. */
  int cpu() {
    return cpu;
  }

  /** Begins: offers pages to receive to. */
  void start(int channel) {
    toBack = channel;
    running = true;
    transmit.start();
    processors.post(cpu, CpuContext.SOFT_INTERRUPT, this::firstRefill);
  }

  private void firstRefill() {
    if (running && receive.refill()) {
      notifyBack();
    }
  }

  /** Takes everything back after the back end has let go of it. */
  void stop() {
    running = false;
    receive.close();
    transmit.close(stack);
    parts.frames().end(parts.front().number(), receiveGrant);
    parts.frames().end(parts.front().number(), transmitGrant);
    PageAllocator pages = parts.front().machine().pages();
    pages.free(receivePage >>> PhysicalMemory.FRAME_SHIFT, 0);
    pages.free(transmitPage >>> PhysicalMemory.FRAME_SHIFT, 0);
  }

  @Override
  public boolean transmit(PacketBuffer packet) {
    if (!running || !transmit.transmit(packet)) {
      return false;
    }
    if (transmit.push()) {
      notifyBack();
    }
    return true;
  }

  private void notifyBack() {
    GuestSignals signals = parts.signals();
    signals.send(toBack);
    counts.frontSignals++;
  }

  private void signalled() {
    if (running && !polling) {
      polling = true;
      ledger.add(softInterrupts, 1);
      processors.post(cpu, CpuContext.SOFT_INTERRUPT, poll);
    }
  }

  private void poll() {
    if (!running) {
      return;
    }
    if (transmit.hasWork()) {
      transmit.clean(CLEANED_IN_ONE_PIECE, stack);
    }
    if (receive.hasWork()) {
      receive.receiveOne(stack);
    }
    if (receive.refill()) {
      notifyBack();
    }
    boolean more = transmit.hasWork() || receive.hasWork();
    if (more || transmit.awaitHalf() || receive.awaitNext()) {
      processors.post(cpu, CpuContext.SOFT_INTERRUPT, poll);
    } else {
      polling = false;
    }
  }

  @Override
  public boolean isStopped() {
    return !running || transmit.isStopped();
  }

  @Override
  public int mtu() {
    return below.mtu();
  }

  @Override
  public boolean scatterGather() {
    return below.scatterGather();
  }

  @Override
  public int segmentationBytes() {
    return below.segmentationBytes();
  }

  @Override
  public boolean checksumOffload() {
    return below.checksumOffload();
  }
}
