package dev.tollgate.workload.stream;

import com.google.common.primitives.ImmutableLongArray;
import dev.tollgate.core.machine.SimulatedClock;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.workload.split.net.SplitInterface;
import dev.tollgate.workload.stream.host.Counts;
import dev.tollgate.workload.stream.netperf.CpuUse;
import dev.tollgate.workload.stream.netperf.NetperfResult;
import dev.tollgate.workload.stream.netperf.NetperfTable;
import dev.tollgate.workload.stream.netperf.NetperfTest;
import dev.tollgate.workload.stream.netperf.RoundTrips;
import dev.tollgate.workload.stream.peer.PeerCounts;
import java.math.BigInteger;
import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What a stream measured: figures, and netperf's own table. */
final class StreamReport {

  /** Name of the file with netperf's output in the folder of a run. */
  static final String FILE = "netperf.txt";

  private static final long PICOSECONDS = 1000;
  private static final long PARTS = 1_000_000;
  private static final int KIBIBYTE = 1024;

  private final StreamRun run;
  private final long elapsed;
  private final long[] busy;
  private final NetperfResult result;

  /** Of a test that has just ended. */
  StreamReport(StreamRun run, long elapsed) {
    this.run = run;
    this.elapsed = elapsed;
    // What was begun counts whole; a CPU cannot have worked for longer than the test.
    this.busy = Arrays.stream(run.busy()).map(time -> Math.min(elapsed, time)).toArray();
    this.result = result();
  }

  private NetperfResult result() {
    StreamWorkload workload = run.workload();
    Counts host = run.counts();
    PeerCounts peer = run.peerCounts();
    NetperfTest test = workload.options().test();
    return new NetperfResult(
        elapsed,
        test.requestResponse() ? 0 : workload.messageSize(),
        run.bytes(),
        peer.transactions,
        new NetperfResult.Calls(peer.sends, peer.receives, 0),
        new NetperfResult.Calls(host.sends, host.receives, 0),
        workload.peerBuffers().told(),
        workload.hostBuffers().told(),
        test == NetperfTest.UDP_STREAM ? -1 : run.mss(),
        CpuUse.of(
            Math.min(elapsed, run.netperf().interruptBusy()),
            Math.min(elapsed, run.netperf().programBusy())),
        new CpuUse(ImmutableLongArray.copyOf(busy)),
        roundTrips());
  }

  private @Nullable RoundTrips roundTrips() {
    Histogram times = run.netperf().roundTrips().nanoseconds();
    if (times.getTotalCount() == 0) {
      return null;
    }
    return new RoundTrips(
        times.getMinValue() * PICOSECONDS,
        times.getMaxValue() * PICOSECONDS,
        times.getValueAtPercentile(50) * PICOSECONDS,
        times.getValueAtPercentile(90) * PICOSECONDS,
        times.getValueAtPercentile(99) * PICOSECONDS,
        times.getMean() * PICOSECONDS,
        times.getStdDeviation() * PICOSECONDS);
  }

  void report(MetricSink sink) {
    sink.text(FILE, NetperfTable.print(run.workload().options().netperf(), result));
    reportTraffic(sink);
    reportCpus(sink);
    reportLatency(sink);
    run.link().report(sink);
    run.nic().report(sink);
    run.driver().report(sink);
    SplitInterface split = run.split();
    if (split != null) {
      split.report(sink);
    }
  }

  private void reportTraffic(MetricSink sink) {
    Counts host = run.counts();
    PeerCounts peer = run.peerCounts();
    sink.metric("stream.elapsed", elapsed, "ps", "Simulated time of the test");
    sink.metric(
        "stream.bytes", run.bytes(), "bytes", "Payload that reached the program it was for");
    sink.metric(
        "stream.throughput",
        scaled(run.bytes(), 8 * SimulatedClock.SECOND, elapsed),
        "bit/s",
        "The same in bits a second of simulated time");
    sink.metric("stream.sends", host.sends, "count", "send() calls of netserver");
    sink.metric(
        "stream.receives", host.receives, "count", "recv() calls of netserver that brought bytes");
    sink.metric("stream.peer.sends", peer.sends, "count", "send() calls of netperf");
    sink.metric(
        "stream.peer.receives",
        peer.receives,
        "count",
        "recv() calls of netperf that brought bytes");
    sink.metric("stream.transactions", peer.transactions, "count", "Requests that were answered");
    sink.metric(
        "stream.segments.received",
        host.segmentsReceived,
        "count",
        "Segments with payload received");
    sink.metric("stream.segments.sent", host.segmentsSent, "count", "Segments with payload sent");
    sink.metric(
        "stream.packets.sent",
        host.packetsSent,
        "count",
        "Packets with payload given to the driver, each of one segment or several");
    sink.metric(
        "stream.acknowledgements.received",
        host.acknowledgementsReceived,
        "count",
        "Segments without payload received");
    sink.metric(
        "stream.acknowledgements.sent",
        host.acknowledgementsSent,
        "count",
        "Segments without payload sent");
    sink.metric(
        "stream.retransmissions",
        run.netserver().retransmissions(),
        "count",
        "Segments sent again");
    sink.metric(
        "stream.peer.retransmissions",
        run.netperf().retransmissions(),
        "count",
        "Segments that the peer sent again");
    sink.metric(
        "stream.unexpected",
        run.netserver().unexpectedSegments(),
        "count",
        "Segments received that were not the next one, and probes");
    sink.metric("stream.timers", host.timers, "count", "Timers of the socket that ran out");
    sink.metric("stream.strays", host.strays, "count", "Packets that were none of the socket's");
    sink.metric(
        "stream.datagrams.dropped",
        host.datagramsDropped,
        "count",
        "Datagrams dropped because the socket's buffer was full");
    sink.metric(
        "stream.failures.memory", host.memoryFailures, "count", "Packets and pages not to be had");
    sink.metric(
        "stream.failures.mapping",
        host.mappingFailures,
        "count",
        "Packets dropped because they could not be mapped");
    sink.metric(
        "stream.queued", host.queued, "count", "Packets that waited for room in the transmit ring");
  }

  private void reportCpus(MetricSink sink) {
    StreamOptions options = run.workload().options();
    CpuUse use = new CpuUse(ImmutableLongArray.copyOf(busy));
    long total = use.totalPicoseconds();
    sink.metric("stream.cpu.busy", total, "ps", "Time that CPUs worked during the test");
    sink.metric(
        "stream.cpu.interrupts.busy",
        busy[options.interruptCpu()],
        "ps",
        "The part of the CPU that takes the interface's interrupts");
    sink.metric(
        "stream.cpu.program.busy",
        busy[options.programCpu(run.machine().processors().count())],
        "ps",
        "The part of the CPU that runs netserver");
    sink.metric(
        "stream.cpu.utilization",
        scaled(total, PARTS, elapsed),
        "ppm",
        "CPU use in parts in a million of one CPU");
    sink.metric(
        "stream.cpu.potential",
        PARTS * busy.length,
        "ppm",
        "What it would be if all CPUs worked all the time");
    sink.metric(
        "stream.peer.cpu.busy",
        run.netperf().interruptBusy() + run.netperf().programBusy(),
        "ps",
        "Time that the peer's two CPUs worked");
    boolean requests = options.test().requestResponse();
    long units = requests ? result.transactions() : run.bytes();
    sink.metric(
        "stream.service-demand",
        units == 0 ? 0 : scaled(total, requests ? 1 : KIBIBYTE, units),
        "ps",
        "CPU time for each KiB of payload, or for each transaction of TCP_RR");
    long packets = run.counts().segmentsReceived + run.counts().segmentsSent;
    sink.metric(
        "stream.cycles-per-segment",
        packets == 0
            ? 0
            : scaled(
                total,
                run.machine().profile().cpuHz(),
                Math.multiplyExact(packets, SimulatedClock.SECOND / 1000)),
        "cycles/1000",
        "CPU time for each segment with payload, in thousandths of a cycle");
    sink.metric(
        "stream.sleeps", run.counts().sleeps, "count", "Times that netserver was put to sleep");
    sink.metric(
        "stream.lock.taken",
        run.stack().lock().acquisitions(),
        "count",
        "Times that the lock of the device's queue was taken");
    sink.metric(
        "stream.lock.contended",
        run.stack().lock().contendedAcquisitions(),
        "count",
        "Times that a CPU had to wait for it");
    sink.metric(
        "stream.lock.wait",
        run.stack().lock().totalWaitPicoseconds(),
        "ps",
        "Time that CPUs waited for it");
  }

  private void reportLatency(MetricSink sink) {
    run.netperf()
        .roundTrips()
        .report(sink, "stream.latency", "request", "Time from a request to its response");
    run.counts()
        .deliveries
        .report(
            sink,
            "stream.delivery",
            "frame",
            "Time from the last bit of a frame at the interface to the recv() that took its last"
                + " byte");
  }

  /** {@code value * factor / divisor}, rounded to the nearest, without overflow on the way. */
  private static long scaled(long value, long factor, long divisor) {
    BigInteger product = BigInteger.valueOf(value).multiply(BigInteger.valueOf(factor));
    return product
        .add(BigInteger.valueOf(divisor / 2))
        .divide(BigInteger.valueOf(divisor))
        .longValueExact();
  }
}
