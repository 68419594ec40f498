package dev.tollgate.workload.stream.netperf;

/**
 * The figures that outputs are made of, calculated once from a result, in netperf's units and in
 * the order of its own calculations.
 */
final class Figures {

  private final NetperfOptions options;
  private final NetperfResult result;
  private final Side local;
  private final Side remote;

  Figures(NetperfOptions options, NetperfResult result) {
    this.options = options;
    this.result = result;
    this.local = Side.local(options, result);
    this.remote = Side.remote(options, result);
  }

  NetperfOptions options() {
    return options;
  }

  NetperfResult result() {
    return result;
  }

  Side local() {
    return local;
  }

  Side remote() {
    return remote;
  }

  double seconds() {
    return result.seconds();
  }

  /** Bytes that arrived: what streams are judged by. Datagrams count whole. */
  long arrived() {
    return options.test() == NetperfTest.UDP_STREAM
        ? Math.multiplyExact(result.remoteCalls().receives(), result.messageSize())
        : result.bytes();
  }

  /** Bytes that were handed to the sockets of the sending side. */
  long sent() {
    return options.test() == NetperfTest.UDP_STREAM
        ? Math.multiplyExact(result.localCalls().sends(), result.messageSize())
        : result.bytes();
  }

  double transactionRate() {
    return result.transactions() / seconds();
  }

  /** The test's main figure, in the unit asked for. */
  double throughput() {
    return options.test().requestResponse()
        ? transactionThroughput(options.sizes().request() + options.sizes().response())
        : unit().rate((double) arrived(), seconds());
  }

  /** Throughput of the sending side of a datagram test. */
  double sendThroughput() {
    return unit().rate((double) sent(), seconds());
  }

  private double transactionThroughput(long bytesEach) {
    return unit() == ThroughputUnit.TRANSACTIONS
        ? transactionRate()
        : unit().rate(transactionRate() * bytesEach, 1.0);
  }

  ThroughputUnit unit() {
    return options.output().unit();
  }

  double utilization(Side side) {
    return side.utilization(result.elapsedPicoseconds());
  }

  double peak(Side side) {
    return side.peak(result.elapsedPicoseconds());
  }

  /** Microseconds of CPU per KB or per transaction; -1 if not measured. */
  double serviceDemand(Side side) {
    CpuUse use = side.measured();
    if (use == null) {
      return Side.UNMEASURED;
    }
    double utilization = utilization(side);
    return options.test().requestResponse()
        ? ServiceDemand.perTransaction(
            utilization, (double) result.transactions(), seconds(), use.cpus())
        : ServiceDemand.perKilobyte(utilization, (double) arrived(), seconds(), use.cpus());
  }
}
