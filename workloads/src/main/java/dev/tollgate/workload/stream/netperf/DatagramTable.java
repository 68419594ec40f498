package dev.tollgate.workload.stream.netperf;

import dev.tollgate.workload.text.CFormat;

/**
 * The classic table of UDP_STREAM (send_udp_stream): a line for what was sent, one for what
 * arrived. It has no place for a brand, and nothing more to say at verbosity 2.
 */
final class DatagramTable {

  private static final String TITLE =
      """
      Socket  Message  Elapsed      Messages               \s
      Size    Size     Time         Okay Errors   Throughput
      bytes   bytes    secs            #      #   %s/sec

      """;

  private static final String CPU_TITLE =
      """
      Socket  Message  Elapsed      Messages                   CPU      Service
      Size    Size     Time         Okay Errors   Throughput   Util     Demand
      bytes   bytes    secs            #      #   %s/sec %% %c%c     us/KB

      """;

  private static final String LINES =
      """
      %6d  %6d   %-7.2f   %7d %6d    %7.2f
      %6d           %-7.2f   %7d           %7.2f

      """;

  private static final String CPU_LINES =
      """
      %6d  %6d   %-7.2f   %7d %6d    %7.1f     %-6.2f   %-6.3f
      %6d           %-7.2f   %7d           %7.1f     %-6.2f   %-6.3f

      """;

  private DatagramTable() {}

  static String of(Figures figures) {
    OutputRequest output = figures.options().output();
    NetperfResult result = figures.result();
    String title = "";
    if (output.headers()) {
      title =
          output.cpu()
              ? CFormat.format(
                  CPU_TITLE,
                  figures.unit().text(),
                  figures.local().method(),
                  figures.remote().method())
              : CFormat.format(TITLE, figures.unit().text());
    }
    long sent = result.localCalls().sends();
    long failed = result.localCalls().failedSends();
    long arrived = result.remoteCalls().receives();
    if (!output.cpu()) {
      return title
          + CFormat.format(
              LINES,
              result.localBuffers().send(),
              result.messageSize(),
              figures.seconds(),
              sent,
              failed,
              figures.sendThroughput(),
              result.remoteBuffers().receive(),
              figures.seconds(),
              arrived,
              figures.throughput());
    }
    return title
        + CFormat.format(
            CPU_LINES,
            result.localBuffers().send(),
            result.messageSize(),
            figures.seconds(),
            sent,
            failed,
            figures.sendThroughput(),
            figures.utilization(figures.local()),
            figures.serviceDemand(figures.local()),
            result.remoteBuffers().receive(),
            figures.seconds(),
            arrived,
            figures.throughput(),
            figures.utilization(figures.remote()),
            figures.serviceDemand(figures.remote()));
  }
}
