package dev.tollgate.workload.disk;

import dev.tollgate.core.machine.SimulatedClock;
import dev.tollgate.core.metric.MetricSink;
import java.math.BigInteger;

/** The figures that every benchmark reports: what it got done in how much time. */
final class Throughput {

  private static final BigInteger SECOND = BigInteger.valueOf(SimulatedClock.SECOND);

  private Throughput() {}

  static void report(MetricSink sink, long operations, long read, long written, long elapsed) {
    sink.metric("disk.elapsed", elapsed, "ps", "Time from the first operation to the last sync");
    sink.metric(
        "disk.operations", operations, "count", "Reads and writes and other operations done");
    sink.metric("disk.iops", perSecond(operations, elapsed), "count/s", "Operations a second");
    sink.metric("disk.program.read", read, "bytes", "Bytes that the benchmark read");
    sink.metric("disk.program.written", written, "bytes", "Bytes that the benchmark wrote");
    sink.metric("disk.throughput.read", perSecond(read, elapsed), "bytes/s", "Bytes read a second");
    sink.metric(
        "disk.throughput.write", perSecond(written, elapsed), "bytes/s", "Bytes written a second");
  }

  private static long perSecond(long count, long picoseconds) {
    return BigInteger.valueOf(count)
        .multiply(SECOND)
        .divide(BigInteger.valueOf(Math.max(1, picoseconds)))
        .longValueExact();
  }
}
