package dev.tollgate.workload.stream;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.core.machine.SimulatedClock;
import dev.tollgate.core.spi.Hypervisor;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.workload.net.FramePool;
import dev.tollgate.workload.net.Framing;
import dev.tollgate.workload.net.Headers;
import dev.tollgate.workload.net.Link;
import dev.tollgate.workload.net.NetworkDriver;
import dev.tollgate.workload.net.PacketMemory;
import dev.tollgate.workload.net.nic.DriverContext;
import dev.tollgate.workload.net.nic.Nic;
import dev.tollgate.workload.net.nic.NicDriver;
import dev.tollgate.workload.split.SplitParts;
import dev.tollgate.workload.split.net.SplitInterface;
import dev.tollgate.workload.stream.host.Counts;
import dev.tollgate.workload.stream.host.HostParts;
import dev.tollgate.workload.stream.host.HostStack;
import dev.tollgate.workload.stream.host.Netserver;
import dev.tollgate.workload.stream.netperf.MessageSizes;
import dev.tollgate.workload.stream.netperf.TestLength;
import dev.tollgate.workload.stream.payload.Payload;
import dev.tollgate.workload.stream.peer.Netperf;
import dev.tollgate.workload.stream.peer.PeerCounts;
import dev.tollgate.workload.stream.peer.PeerParts;
import dev.tollgate.workload.stream.tcp.SmallSegments;
import dev.tollgate.workload.stream.tcp.TcpSettings;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Puts both machines together, lets time pass and takes everything down again. */
final class StreamRun {

  /** Time between looks at whether the test is over, and reports of progress. */
  private static final long SLICE = SimulatedClock.MILLISECOND;

  private static final int DEVICE = 0;

  private final StreamWorkload workload;
  private final StreamOptions options;

  /** The machine of whoever drives the interface. */
  private final Machine hardware;

  /** The machine of netserver: the same, or that of a guest without devices. */
  private final Machine machine;

  private final LongConsumer progress;
  private final Counts counts = new Counts();
  private final Link link;
  private final Nic nic;
  private final NicDriver driver;
  private final @Nullable SplitInterface split;
  private final HostStack stack;
  private final PacketMemory packets;

  /** What the machine's network stack sends with. */
  private final NetworkDriver interfaceOfHost;

  private final Netserver netserver;
  private final Netperf netperf;
  private final int mss;

  StreamRun(StreamWorkload workload, WorkloadContext context) {
    this.workload = workload;
    this.options = workload.options();
    this.hardware = context.machine();
    SplitParts parts = splitParts(context.hypervisor());
    this.machine = machineOfNetserver(context);
    this.progress = context.progress();
    this.mss = workload.nic().mtu() + Framing.HEADER - Headers.TCP_BYTES;
    PacketMemory below = new PacketMemory(context.allocator(), hardware);
    this.packets = parts == null ? below : new PacketMemory(context.source().on(machine), machine);
    this.link = new Link(workload.link(), hardware.events());
    this.nic = new Nic(hardware, context.bus(), DEVICE, link.near(), workload.nic());
    this.stack = new HostStack(machine, packets, counts);
    this.split = parts == null ? null : new SplitInterface(parts, below);
    this.driver =
        new NicDriver(
            new DriverContext(hardware, context.dma(), DEVICE, below, workload.nic()),
            nic,
            split == null ? stack : split.below(),
            options.interruptCpu());
    this.interfaceOfHost =
        split == null
            ? driver
            : split.connect(driver, options.interruptCpu(), packets, stack, options.interruptCpu());
    Payload toHost = new Payload(workload.seed());
    Payload toPeer = new Payload(~workload.seed());
    this.netserver =
        netserver(
            new HostParts(
                machine,
                packets,
                counts,
                options.interruptCpu(),
                options.programCpu(machine.processors().count()),
                toHost,
                toPeer));
    this.netperf =
        netperf(
            new PeerParts(
                machine.events(),
                link.far(),
                new FramePool(workload.nic().mtu() + Framing.HEADER),
                workload.peer(),
                toPeer,
                toHost));
    link.connect(nic.sink(), netperf.sink());
  }

  /**
   * The machine that netserver runs on: a guest's without devices, or the one with the interface.
   */
  static Machine machineOfNetserver(WorkloadContext context) {
    SplitParts parts = splitParts(context.hypervisor());
    return parts == null ? context.machine() : parts.front().machine();
  }

  /** What the interface is split over, if netserver runs in a guest that has no devices. */
  private static @Nullable SplitParts splitParts(@Nullable Hypervisor hypervisor) {
    return hypervisor == null || hypervisor.guests().size() < 2 ? null : SplitParts.of(hypervisor);
  }

  private Netserver netserver(HostParts parts) {
    MessageSizes sizes = options.sizes();
    return switch (options.test()) {
      case TCP_STREAM ->
          Netserver.receiving(parts, stack, interfaceOfHost, settings(), workload.receiveSize());
      case TCP_MAERTS ->
          Netserver.sending(parts, stack, interfaceOfHost, settings(), workload.messageSize());
      case TCP_RR ->
          Netserver.responding(
              parts, stack, interfaceOfHost, settings(), sizes.request(), sizes.response());
      case UDP_STREAM ->
          Netserver.receivingDatagrams(
              parts, stack, interfaceOfHost, workload.hostBuffers().receive());
    };
  }

  private Netperf netperf(PeerParts parts) {
    MessageSizes sizes = options.sizes();
    return switch (options.test()) {
      case TCP_STREAM -> Netperf.sending(parts, settings(), workload.messageSize());
      case TCP_MAERTS -> Netperf.receiving(parts, settings(), workload.receiveSize());
      case TCP_RR -> Netperf.requesting(parts, settings(), sizes.request(), sizes.response());
      case UDP_STREAM ->
          Netperf.sendingDatagrams(
              parts, (int) workload.messageSize(), workload.peerBuffers().send());
    };
  }

  private TcpSettings settings() {
    Buffers host = workload.hostBuffers();
    Buffers peer = workload.peerBuffers();
    SmallSegments small =
        options.sockets().noDelay()
            ? SmallSegments.NODELAY
            : options.sockets().cork() ? SmallSegments.CORK : SmallSegments.NAGLE;
    return new TcpSettings(
        mss,
        small,
        host.send(),
        host.sendMost(),
        host.receive(),
        peer.send(),
        peer.sendMost(),
        peer.receive());
  }

  StreamReport run() {
    if (split != null) {
      split.start();
    }
    driver.start();
    long began = machine.now();
    netserver.start();
    netperf.start(began);
    long end = options.duration() == 0 ? Long.MAX_VALUE : began + options.duration();
    long reported = 0;
    while (machine.now() < end && !isEnough()) {
      machine.advanceTo(Math.min(end, machine.now() + SLICE));
      long events = link.near().frames() + link.far().frames();
      progress.accept(events - reported);
      reported = events;
    }
    StreamReport report = new StreamReport(this, machine.now() - began);
    stack.beginClosing();
    driver.stop();
    if (split != null) {
      split.stop();
    }
    netserver.close();
    return report;
  }

  /** Whether the amount that ends the test, if one does, is reached. */
  private boolean isEnough() {
    TestLength length = options.netperf().length();
    return !length.timed() && length.units() <= done();
  }

  /** Transactions, or bytes that arrived at the program they were for. */
  private long done() {
    return options.test().requestResponse() ? peerCounts().transactions : bytes();
  }

  /** Payload bytes that arrived at the program they were for. */
  long bytes() {
    return switch (options.test()) {
      case TCP_STREAM, UDP_STREAM -> counts.bytesReceived;
      case TCP_MAERTS -> peerCounts().bytesReceived;
      case TCP_RR -> counts.bytesReceived + peerCounts().bytesReceived;
    };
  }

  StreamWorkload workload() {
    return workload;
  }

  /** The machine of netserver. */
  Machine machine() {
    return machine;
  }

  /** Busy picoseconds of each CPU: those of netserver's machine, then those below it. */
  long[] busy() {
    LongStream all = busy(machine);
    return (machine == hardware ? all : LongStream.concat(all, busy(hardware))).toArray();
  }

  private static LongStream busy(Machine of) {
    Processors processors = of.processors();
    return IntStream.range(0, processors.count()).mapToLong(processors::busyPicoseconds);
  }

  /** The split interface, or null if netserver's machine has the real one. */
  @Nullable SplitInterface split() {
    return split;
  }

  Counts counts() {
    return counts;
  }

  PeerCounts peerCounts() {
    return netperf.counts();
  }

  Netserver netserver() {
    return netserver;
  }

  Netperf netperf() {
    return netperf;
  }

  HostStack stack() {
    return stack;
  }

  Link link() {
    return link;
  }

  Nic nic() {
    return nic;
  }

  NicDriver driver() {
    return driver;
  }

  int mss() {
    return mss;
  }
}
