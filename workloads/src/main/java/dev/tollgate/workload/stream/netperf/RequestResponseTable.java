package dev.tollgate.workload.stream.netperf;

import dev.tollgate.workload.text.CFormat;

/** The classic table of TCP_RR (send_tcp_rr): two lines, one for each side's socket buffers. */
final class RequestResponseTable {

  private static final String TITLE =
      """
      Local /Remote
      Socket Size   Request  Resp.   Elapsed  Trans.
      Send   Recv   Size     Size    Time     Rate        \s
      bytes  Bytes  bytes    bytes   secs.    per sec  \s

      """;

  private static final String BANDWIDTH_TITLE =
      """
      Local /Remote
      Socket Size   Request  Resp.   Elapsed \s
      Send   Recv   Size     Size    Time     Throughput\s
      bytes  Bytes  bytes    bytes   secs.    %s/sec  \s

      """;

  private static final String CPU_TITLE =
      """
      Local /Remote
      Socket Size   Request Resp.  Elapsed Trans.   CPU    CPU    S.dem   S.dem
      Send   Recv   Size    Size   Time    Rate     local  remote local   remote
      bytes  bytes  bytes   bytes  secs.   per sec  %% %c    %% %c    us/Tr   us/Tr

      """;

  private static final String CPU_BANDWIDTH_TITLE =
      """
      Local /Remote
      Socket Size   Request Resp.  Elapsed Tput     CPU    CPU    S.dem   S.dem
      Send   Recv   Size    Size   Time    %-8.8s local  remote local   remote
      bytes  bytes  bytes   bytes  secs.   per sec  %% %c    %% %c    us/Tr   us/Tr

      """;

  private static final String LINE = "%-6d %-6d %-6d   %-6d  %-6.2f   %7.2f   %s\n";

  private static final String CPU_LINE =
      "%-6d %-6d %-6d  %-6d %-6.2f  %-6.2f  %-6.2f %-6.2f %-6.3f  %-6.3f %s\n";

  private static final String SECOND_LINE = "%-6d %-6d\n";

  private static final String DETAILS =
      """
      Alignment      Offset         RoundTrip  Trans    Throughput
      Local  Remote  Local  Remote  Latency    Rate     %-8.8s/s
      Send   Recv    Send   Recv    usec/Tran  per sec  Outbound   Inbound
      %5d  %5d   %5d  %5d   %-6.3f   %-6.3f %-6.3f    %-6.3f
      """;

  private RequestResponseTable() {}

  static String of(Figures figures, String brand) {
    OutputRequest output = figures.options().output();
    StringBuilder out = new StringBuilder();
    if (output.headers()) {
      out.append(title(figures));
    }
    SocketBuffers local = figures.local().buffers();
    MessageSizes sizes = figures.options().sizes();
    if (output.cpu()) {
      out.append(
          CFormat.format(
              CPU_LINE,
              local.send(),
              local.receive(),
              sizes.request(),
              sizes.response(),
              figures.seconds(),
              figures.throughput(),
              figures.utilization(figures.local()),
              figures.utilization(figures.remote()),
              figures.serviceDemand(figures.local()),
              figures.serviceDemand(figures.remote()),
              brand));
    } else {
      out.append(
          CFormat.format(
              LINE,
              local.send(),
              local.receive(),
              sizes.request(),
              sizes.response(),
              figures.seconds(),
              figures.throughput(),
              brand));
    }
    SocketBuffers remote = figures.remote().buffers();
    out.append(CFormat.format(SECOND_LINE, remote.send(), remote.receive()));
    if (output.verbosity() > 1) {
      out.append(details(figures));
    }
    return out.toString();
  }

  private static String title(Figures figures) {
    boolean transactions = figures.unit() == ThroughputUnit.TRANSACTIONS;
    String unit = figures.unit().text();
    char local = figures.local().method();
    char remote = figures.remote().method();
    if (figures.options().output().cpu()) {
      return transactions
          ? CFormat.format(CPU_TITLE, local, remote)
          : CFormat.format(CPU_BANDWIDTH_TITLE, unit, local, remote);
    }
    return transactions ? TITLE : CFormat.format(BANDWIDTH_TITLE, unit);
  }

  /**
   * The second number is the remote offset although its column says alignment: netperf passes the
   * wrong variable.
   */
  private static String details(Figures figures) {
    ThroughputUnit unit =
        figures.unit() == ThroughputUnit.TRANSACTIONS ? ThroughputUnit.MEGABITS : figures.unit();
    double rate = figures.transactionRate();
    MessageSizes sizes = figures.options().sizes();
    return CFormat.format(
        DETAILS,
        unit.text(),
        StreamTable.ALIGNMENT,
        0,
        0,
        0,
        1.0 / rate * 1_000_000.0,
        rate,
        unit.rate(rate * sizes.request(), 1.0),
        unit.rate(rate * sizes.response(), 1.0));
  }
}
