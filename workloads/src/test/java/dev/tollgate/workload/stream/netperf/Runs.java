package dev.tollgate.workload.stream.netperf;

/** Results with figures that a gigabit link gives, for tables. */
final class Runs {

  private static final long SECOND = 1_000_000_000_000L;
  private static final long ELAPSED = 10 * SECOND;

  /** 12.5 % of two CPUs. */
  private static final CpuUse LOCAL = CpuUse.of(2 * SECOND, SECOND / 2);

  /** 31.25 % of four CPUs. */
  private static final CpuUse REMOTE = CpuUse.of(10 * SECOND, 2 * SECOND, SECOND / 2, 0);

  private static final SocketBuffers TCP = new SocketBuffers(16384, 87380);

  private Runs() {}

  static NetperfResult stream() {
    return new NetperfResult(
        ELAPSED,
        16384,
        1_176_852_500,
        0,
        new NetperfResult.Calls(71_829, 0, 0),
        new NetperfResult.Calls(0, 812_735, 0),
        TCP,
        TCP,
        1448,
        LOCAL,
        REMOTE,
        null);
  }

  static NetperfResult maerts() {
    return new NetperfResult(
        ELAPSED,
        16384,
        1_176_852_500,
        0,
        new NetperfResult.Calls(0, 812_735, 0),
        new NetperfResult.Calls(71_829, 0, 0),
        TCP,
        TCP,
        1448,
        LOCAL,
        REMOTE,
        null);
  }

  static NetperfResult transactions() {
    return new NetperfResult(
        ELAPSED,
        0,
        183_456 * 1152,
        183_456,
        new NetperfResult.Calls(183_456, 183_456, 0),
        new NetperfResult.Calls(183_456, 183_456, 0),
        TCP,
        TCP,
        1448,
        LOCAL,
        REMOTE,
        new RoundTrips(40_999_999, 900_000_000, 54_000_000, 60_000_000, 99_500_000, 54.509e6, 3e6));
  }

  static NetperfResult datagrams() {
    SocketBuffers buffers = new SocketBuffers(126_976, 126_976);
    return new NetperfResult(
        ELAPSED,
        1472,
        800_001 * 1472L,
        0,
        new NetperfResult.Calls(812_750, 0, 3),
        new NetperfResult.Calls(0, 800_001, 0),
        buffers,
        buffers,
        -1,
        LOCAL,
        REMOTE,
        null);
  }

  /** A run of one second that moved this many bytes, all of both machines' two CPUs busy. */
  static NetperfResult busySecond(long bytes, long messageSize) {
    return new NetperfResult(
        SECOND,
        messageSize,
        bytes,
        0,
        new NetperfResult.Calls(bytes / messageSize, 0, 0),
        new NetperfResult.Calls(0, 1, 0),
        new SocketBuffers(16384, 87380),
        new SocketBuffers(16384, 131072),
        65483,
        CpuUse.of(SECOND, SECOND),
        CpuUse.of(SECOND, SECOND),
        null);
  }

  /** The same result without knowledge of the remote machine's CPUs. */
  static NetperfResult remoteUnknown(NetperfResult r) {
    return new NetperfResult(
        r.elapsedPicoseconds(),
        r.messageSize(),
        r.bytes(),
        r.transactions(),
        r.localCalls(),
        r.remoteCalls(),
        r.localBuffers(),
        r.remoteBuffers(),
        r.mss(),
        r.localCpu(),
        null,
        r.roundTrips());
  }
}
