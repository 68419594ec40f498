package dev.tollgate.workload.split.net;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.KernelSteps;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.core.spi.FrameMappings;
import dev.tollgate.core.spi.FrameTransfers;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.net.PacketMemory;
import dev.tollgate.workload.split.SplitParts;
import dev.tollgate.workload.split.ring.BackRing;
import org.jspecify.annotations.Nullable;

/**
 * The back end of a split network interface, in the guest that drives the real one: a port of the
 * bridge on one side, two rings of the front end on the other; after netback of Xen as of May 2007.
 *
 * <p>Each direction has a tasklet. It runs when the soft interrupt that gave it work is over, so
 * what a poll of the real interface brings goes to the guest together: how many packets share a
 * crossing comes out of how busy the CPU is.
 */
final class Netback implements Bridge.Port {

  /** Packets of the guest that one piece of work bridges. */
  private static final int BRIDGED_IN_ONE_PIECE = 4;

  private final SplitParts parts;
  private final Bridge bridge;
  private final int cpu;
  private final SplitCounts counts;
  private final BackReceive receive;
  private final BackTransmit transmit;
  private final FrameMappings rings = new FrameMappings(2);
  private final Processors processors;
  private final CycleLedger ledger;
  private final int softInterrupts;
  private final CpuWork receiveTasklet = this::receiveTasklet;
  private final CpuWork transmitTasklet = this::transmitTasklet;
  private int toFront;
  private boolean running;
  private boolean receivePosted;
  private int waitingBefore;
  private boolean transmitPosted;

  /**
   * A back end whose rings are mapped.
   *
   * @param packets the memory for packets of the guest that drives the interface
   * @param cpu its CPU that takes the front end's signals and runs the tasklets
   * @throws BadInputException if the rings cannot be mapped
   */
  Netback(
      SplitParts parts,
      PacketMemory packets,
      Bridge bridge,
      Netfront front,
      int cpu,
      SplitCounts counts) {
    this.parts = parts;
    this.bridge = bridge;
    this.cpu = cpu;
    this.counts = counts;
    this.processors = parts.back().machine().processors();
    this.ledger = parts.back().machine().ledger();
    this.softInterrupts = ledger.open(CostCenter.INTERRUPT, KernelSteps.SOFT_INTERRUPT);
    int guest = parts.front().number();
    rings.add(guest, front.receiveGrant(), false, false);
    rings.add(guest, front.transmitGrant(), false, false);
    parts.frames().map(parts.back().number(), rings);
    if (rings.status[0] != FrameMappings.DONE || rings.status[1] != FrameMappings.DONE) {
      throw new BadInputException("the back end cannot map the front end's rings");
    }
    PhysicalMemory memory = parts.back().machine().memory();
    BackRing receiveRing = new BackRing(memory, page(0), NetifFormat.RECEIVE_RING);
    FrameTransfers transfers = parts.transfers();
    this.receive =
        transfers == null
            ? new CopyingBackReceive(parts, packets, receiveRing, counts)
            : new FlippingBackReceive(parts, transfers, packets, receiveRing, counts);
    this.transmit =
        new BackTransmit(
            parts, packets, new BackRing(memory, page(1), NetifFormat.TRANSMIT_RING), counts);
  }

  private long page(int entry) {
    return rings.frame[entry] << PhysicalMemory.FRAME_SHIFT;
  }

  /** The handler of the front end's signals. */
  CpuWork handler() {
    return this::signalled;
  }

  /** CPU that takes them. */
  int cpu() {
    return cpu;
  }

  void start(int channel) {
    toFront = channel;
    running = true;
  }

  @Override
  public void fromWire(PacketBuffer packet) {
    receive.take(packet);
    if (!receivePosted) {
      receivePosted = true;
      waitingBefore = 0;
      processors.post(cpu, CpuContext.SOFT_INTERRUPT, receiveTasklet);
    }
  }

  private void receiveTasklet() {
    int waiting = receive.waiting();
    if (running && waiting > waitingBefore) {
      waitingBefore = waiting; // the poll that brings packets is not over
      processors.post(cpu, CpuContext.SOFT_INTERRUPT, receiveTasklet);
      return;
    }
    receivePosted = false;
    if (running && receive.passAll()) {
      notifyFront();
    }
  }

  @Override
  public void sent(PacketBuffer packet) {
    transmit.sent(packet);
    postTransmit();
  }

  private void signalled() {
    ledger.add(softInterrupts, 1);
    postTransmit();
  }

  private void postTransmit() {
    if (!transmitPosted) {
      transmitPosted = true;
      processors.post(cpu, CpuContext.SOFT_INTERRUPT, transmitTasklet);
    }
  }

  private void transmitTasklet() {
    transmitPosted = false;
    if (!running) {
      return;
    }
    if (transmit.hasDone()) {
      transmit.endMappings();
    }
    if (!bridgeSome() && transmit.hasRequests()) {
      transmit.takeRequests();
    }
    if (transmit.pushAnswers()) {
      notifyFront();
    }
    if (transmit.isReady() || transmit.hasRequests() || transmit.awaitNext()) {
      postTransmit();
    }
  }

  /** Bridges some of the packets that are mapped; false if there were none. */
  private boolean bridgeSome() {
    for (int i = 0; i < BRIDGED_IN_ONE_PIECE; i++) {
      @Nullable PacketBuffer packet = transmit.nextReady();
      if (packet == null) {
        return i > 0;
      }
      bridge.send(packet);
    }
    return true;
  }

  private void notifyFront() {
    parts.signals().send(toFront);
    counts.backSignals++;
  }

  /** Lets go of the guest's pages, when the real interface has given all packets back. */
  void stop() {
    running = false;
    receive.close();
    transmit.close();
    parts.frames().unmap(parts.back().number(), rings);
  }
}
