package dev.tollgate.workload.stream;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.core.spi.WorkloadDemands;
import dev.tollgate.workload.net.Framing;
import dev.tollgate.workload.net.Headers;
import dev.tollgate.workload.net.LinkSettings;
import dev.tollgate.workload.net.nic.NicSettings;
import dev.tollgate.workload.stream.netperf.NetperfTest;
import dev.tollgate.workload.stream.peer.PeerSettings;
import org.jspecify.annotations.Nullable;

/** One test of netperf. */
final class StreamWorkload implements Workload {

  /** What a BCM5704 drives: 40 bits, in cycles of 64. */
  private static final long DMA_MASK = (1L << 40) - 1;

  private final StreamOptions options;
  private final LinkSettings link;
  private final NicSettings nic;
  private final PeerSettings peer;
  private final long seed;
  private @Nullable StreamReport report;

  StreamWorkload(
      StreamOptions options, LinkSettings link, NicSettings nic, PeerSettings peer, long seed) {
    this.options = options;
    this.link = link;
    this.nic = nic;
    this.peer = peer;
    this.seed = seed;
    if (options.duration() == 0 && options.netperf().length().timed()) {
      throw new BadInputException("workload.stream.duration is 0; expected more");
    }
    int mostDatagram = nic.mtu() - (Headers.UDP_BYTES - Framing.HEADER);
    if (options.test() == NetperfTest.UDP_STREAM && messageSize() > mostDatagram) {
      throw new BadInputException(
          "workload.stream: a datagram of %d bytes does not fit a frame, and fragments are not simulated; expected at most %d"
              .formatted(messageSize(), mostDatagram));
    }
  }

  @Override
  public WorkloadDemands demands() {
    Device device = new Device(0, "eth0", 0, DMA_MASK, 65_536, Device.MASK_32);
    return new WorkloadDemands(ImmutableList.of(device), 0, ImmutableSet.of());
  }

  @Override
  public void run(WorkloadContext context) {
    Machine program = StreamRun.machineOfNetserver(context);
    checkCpu("interrupt-cpu", options.interruptCpu(), context.machine());
    checkCpu("interrupt-cpu", options.interruptCpu(), program);
    checkCpu("program-cpu", options.programCpu(program.processors().count()), program);
    checkMemory(context.machine().profile());
    report = new StreamRun(this, context).run();
  }

  private static void checkCpu(String name, int cpu, Machine machine) {
    int cpus = machine.processors().count();
    if (cpu >= cpus) {
      throw new BadInputException(
          "workload.stream.%s is %d, but machine %s has %s"
              .formatted(
                  name,
                  cpu,
                  machine.profile().name(),
                  cpus == 1 ? "CPU 0 only" : "CPUs 0 to " + (cpus - 1)));
    }
  }

  private void checkMemory(MachineProfile machine) {
    long buffers = nic.rings().receivePending();
    long bytes = buffers * (nic.mtu() + Framing.HEADER);
    if (bytes > machine.ramBytes()) {
      throw new BadInputException(
          "workload.stream.nic-receive-pending: %d buffers for frames of %d bytes do not fit the %d bytes of memory of machine %s; expected at most %d"
              .formatted(
                  buffers,
                  nic.mtu() + Framing.HEADER,
                  machine.ramBytes(),
                  machine.name(),
                  machine.ramBytes() / (nic.mtu() + Framing.HEADER)));
    }
  }

  @Override
  public void report(MetricSink sink) {
    if (report != null) {
      report.report(sink);
    }
  }

  StreamOptions options() {
    return options;
  }

  LinkSettings link() {
    return link;
  }

  NicSettings nic() {
    return nic;
  }

  PeerSettings peer() {
    return peer;
  }

  long seed() {
    return seed;
  }

  /** Buffers of the machine's socket. */
  Buffers hostBuffers() {
    return options.test() == NetperfTest.UDP_STREAM
        ? Buffers.udp(options.sockets().remoteSend(), options.sockets().remoteReceive())
        : Buffers.tcp(options.sockets().remoteSend(), options.sockets().remoteReceive());
  }

  /** Buffers of the peer's socket. */
  Buffers peerBuffers() {
    return options.test() == NetperfTest.UDP_STREAM
        ? Buffers.udp(options.sockets().localSend(), options.sockets().localReceive())
        : Buffers.tcp(options.sockets().localSend(), options.sockets().localReceive());
  }

  /** Bytes of each send() of a stream. */
  long messageSize() {
    Buffers sending = options.test().localSends() ? peerBuffers() : hostBuffers();
    return options.sizes().send(options.test(), sending.send());
  }

  /** Most bytes of each recv() of a stream. */
  long receiveSize() {
    Buffers receiving = options.test().localSends() ? hostBuffers() : peerBuffers();
    return options.sizes().receive(receiving.receive());
  }
}
