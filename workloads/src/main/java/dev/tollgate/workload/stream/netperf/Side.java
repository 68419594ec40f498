package dev.tollgate.workload.stream.netperf;

import org.jspecify.annotations.Nullable;

/**
 * One of the two machines of a test, as outputs speak of it.
 *
 * @param asked whether its CPU use is asked for
 * @param cpu its CPU use, or null if not known
 * @param calls its socket calls
 * @param buffers its socket buffers
 * @param sends whether it sends data
 * @param receives whether it receives data
 */
record Side(
    boolean asked,
    @Nullable CpuUse cpu,
    NetperfResult.Calls calls,
    SocketBuffers buffers,
    boolean sends,
    boolean receives) {

  /** What netperf prints where it has measured nothing. */
  static final double UNMEASURED = -1.0;

  static Side local(NetperfOptions options, NetperfResult result) {
    NetperfTest test = options.test();
    return new Side(
        options.output().localCpu(),
        result.localCpu(),
        result.localCalls(),
        result.localBuffers(),
        test.localSends(),
        !test.localSends() || test.requestResponse());
  }

  static Side remote(NetperfOptions options, NetperfResult result) {
    NetperfTest test = options.test();
    return new Side(
        options.output().remoteCpu(),
        result.remoteCpu(),
        result.remoteCalls(),
        result.remoteBuffers(),
        !test.localSends() || test.requestResponse(),
        test.localSends());
  }

  /** CPU use that is asked for and known. */
  @Nullable CpuUse measured() {
    return asked ? cpu : null;
  }

  /** How CPU use was measured: S as from /proc/stat, U for unknown. */
  char method() {
    return measured() == null ? 'U' : 'S';
  }

  /** Percent of all CPUs. */
  double utilization(long elapsedPicoseconds) {
    CpuUse use = measured();
    return use == null ? UNMEASURED : use.utilization(elapsedPicoseconds);
  }

  /** Percent that the busiest CPU was busy. */
  double peak(long elapsedPicoseconds) {
    CpuUse use = measured();
    return use == null
        ? UNMEASURED
        : 100.0 * use.busyPicoseconds().get(busiest(use)) / elapsedPicoseconds;
  }

  /** Number of the busiest CPU, the first of several. */
  long peakId() {
    CpuUse use = measured();
    return use == null ? -1 : busiest(use);
  }

  private static int busiest(CpuUse use) {
    int busiest = 0;
    for (int cpu = 1; cpu < use.cpus(); cpu++) {
      if (use.busyPicoseconds().get(cpu) > use.busyPicoseconds().get(busiest)) {
        busiest = cpu;
      }
    }
    return busiest;
  }
}
