package dev.tollgate.workload.stream.peer;

import dev.tollgate.workload.metric.TimeHistogram;
import dev.tollgate.workload.net.FrameSink;
import dev.tollgate.workload.stream.tcp.SmallSegments;
import dev.tollgate.workload.stream.tcp.TcpSettings;
import org.jspecify.annotations.Nullable;

/**
 * netperf on the peer: a socket, the program that uses it, and two CPUs, of which one takes
 * interrupts and the other runs the program. There is one kind for each test.
 */
public final class Netperf {

  private final PeerCpu interruptCpu;
  private final PeerCpu programCpu;
  private final PeerCounts counts = new PeerCounts();
  private final TimeHistogram roundTrips = new TimeHistogram();
  private final ArrivalQueue arrivals;
  private final @Nullable TcpPeer tcp;
  private final PeerProgram program;

  private Netperf(PeerParts parts, @Nullable TcpSettings settings, ProgramMaker maker) {
    this.interruptCpu = new PeerCpu(parts.costs().hertz());
    this.programCpu = new PeerCpu(parts.costs().hertz());
    this.tcp = settings == null ? null : new TcpPeer(parts, interruptCpu, settings);
    this.program = maker.make(this);
    ArrivalQueue.Handler handler;
    if (tcp != null) {
      tcp.usedBy(program);
      handler = tcp;
    } else {
      handler = (ArrivalQueue.Handler) program;
    }
    this.arrivals = new ArrivalQueue(parts.events(), interruptCpu, parts.costs(), handler);
  }

  private interface ProgramMaker {
    PeerProgram make(Netperf netperf);
  }

  private TcpPeer socket() {
    if (tcp == null) {
      throw new IllegalStateException("no TCP socket");
    }
    return tcp;
  }

  /**
   * For TCP_STREAM: sends.
   *
   * @param size bytes of each send()
   */
  public static Netperf sending(PeerParts parts, TcpSettings settings, long size) {
    return new Netperf(
        parts,
        settings,
        self ->
            new StreamSource(
                self.socket(),
                parts,
                self.programCpu,
                self.counts,
                size,
                settings.mss(),
                settings.small() == SmallSegments.NODELAY));
  }

  /**
   * For TCP_MAERTS: receives.
   *
   * @param size most bytes of each recv()
   */
  public static Netperf receiving(PeerParts parts, TcpSettings settings, long size) {
    return new Netperf(
        parts,
        settings,
        self -> new StreamDrain(self.socket(), parts, self.programCpu, self.counts, size));
  }

  /** For TCP_RR: sends requests and times the responses. */
  public static Netperf requesting(
      PeerParts parts, TcpSettings settings, long requestBytes, long responseBytes) {
    return new Netperf(
        parts,
        settings,
        self ->
            new Requester(
                self.socket(),
                parts,
                self.programCpu,
                self.counts,
                self.roundTrips,
                requestBytes,
                responseBytes));
  }

  /**
   * For UDP_STREAM: sends datagrams.
   *
   * @param size payload bytes of each
   * @param buffer bytes of the socket's send buffer
   */
  public static Netperf sendingDatagrams(PeerParts parts, int size, long buffer) {
    return new Netperf(
        parts, null, self -> new DatagramSource(parts, self.programCpu, self.counts, size, buffer));
  }

  /** What takes the frames that arrive at the peer. */
  public FrameSink sink() {
    return arrivals;
  }

  /** The test begins. */
  public void start(long now) {
    program.start(now);
  }

  /** What it did. */
  public PeerCounts counts() {
    return counts;
  }

  /** Times of its requests; none but for TCP_RR. */
  public TimeHistogram roundTrips() {
    return roundTrips;
  }

  /** Picoseconds that the CPU of its interrupts worked, up to the end of what was begun. */
  public long interruptBusy() {
    return interruptCpu.busy();
  }

  /** Picoseconds that the CPU of its program worked, up to the end of what was begun. */
  public long programBusy() {
    return programCpu.busy();
  }

  /** Segments it sent again. */
  public long retransmissions() {
    return tcp == null ? 0 : tcp.sender().retransmissions();
  }
}
