package dev.tollgate.workload.stream.netperf;

import dev.tollgate.workload.text.CFormat;

/** The classic table of TCP_STREAM and TCP_MAERTS (send_tcp_stream, send_tcp_maerts). */
final class StreamTable {

  private static final String TITLE =
      """
      Recv   Send    Send                         \s
      Socket Socket  Message  Elapsed             \s
      Size   Size    Size     Time     Throughput \s
      bytes  bytes   bytes    secs.    %s/sec \s

      """;

  private static final String CPU_TITLE =
      """
      Recv   Send    Send                          Utilization       Service Demand
      Socket Socket  Message  Elapsed              %s
      Size   Size    Size     Time     Throughput  local    remote   local   remote
      bytes  bytes   bytes    secs.    %-8.8s/s  %% %c      %% %c      us/KB   us/KB

      """;

  private static final String SEND_FIRST = "Send     Recv     Send    Recv";
  private static final String RECEIVE_FIRST = "Recv     Send     Recv    Send";

  private static final String LINE = "%6d %6d %6d    %-6.2f   %7.2f   %s\n";

  private static final String CPU_LINE =
      "%6d %6d %6d    %-6.2f     %7.2f   %-6.2f   %-6.2f   %-6.3f  %-6.3f %s\n";

  private static final String DETAILS =
      """

      Alignment      Offset         %-8.8s %-8.8s    %s   %-8.8s %s
      Local  Remote  Local  Remote  Xfered   Per                 Per
      %s   %s    %s   %s             %s (avg)          %s (avg)
      %5d   %5d  %5d   %5d %6.4g  %6.2f    %6d   %6.2f %6d
      """;

  private static final String SEGMENT =
      """

      Maximum
      Segment
      Size (bytes)
      %6d
      """;

  /** netperf's default alignment of buffers in bytes. */
  static final int ALIGNMENT = 8;

  private StreamTable() {}

  static String of(Figures figures, String brand) {
    OutputRequest output = figures.options().output();
    StringBuilder out = new StringBuilder();
    if (output.headers()) {
      out.append(title(figures));
    }
    NetperfResult result = figures.result();
    boolean localSends = figures.options().test().localSends();
    SocketBuffers sender = localSends ? result.localBuffers() : result.remoteBuffers();
    SocketBuffers receiver = localSends ? result.remoteBuffers() : result.localBuffers();
    if (output.cpu()) {
      out.append(
          CFormat.format(
              CPU_LINE,
              receiver.receive(),
              sender.send(),
              result.messageSize(),
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
              receiver.receive(),
              sender.send(),
              result.messageSize(),
              figures.seconds(),
              figures.throughput(),
              brand));
    }
    if (output.verbosity() > 1) {
      out.append(details(figures, localSends));
    }
    return out.toString();
  }

  private static String title(Figures figures) {
    String unit = figures.unit().text();
    if (!figures.options().output().cpu()) {
      return CFormat.format(TITLE, unit);
    }
    return CFormat.format(
        CPU_TITLE,
        figures.options().test().localSends() ? SEND_FIRST : RECEIVE_FIRST,
        unit,
        figures.local().method(),
        figures.remote().method());
  }

  private static String details(Figures figures, boolean localSends) {
    NetperfResult result = figures.result();
    String near = localSends ? "Send" : "Recv";
    String far = localSends ? "Recv" : "Send";
    long nearCalls = localSends ? result.localCalls().sends() : result.localCalls().receives();
    long farCalls = localSends ? result.remoteCalls().receives() : result.remoteCalls().sends();
    double bytes = result.bytes();
    return CFormat.format(
            DETAILS,
            "Bytes",
            "Bytes",
            near + "s",
            "Bytes",
            far + "s",
            near,
            far,
            near,
            far,
            near,
            far,
            ALIGNMENT,
            ALIGNMENT,
            0,
            0,
            bytes,
            bytes / nearCalls,
            nearCalls,
            bytes / farCalls,
            farCalls)
        + CFormat.format(SEGMENT, result.mss());
  }
}
