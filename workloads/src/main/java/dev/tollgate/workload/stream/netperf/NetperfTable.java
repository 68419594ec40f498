package dev.tollgate.workload.stream.netperf;

import dev.tollgate.workload.text.CFormat;

/**
 * netperf's output: banner and table, byte for byte, from options and a result. The banner ends
 * with {@code : simulated}, in netperf's own way of naming what is out of the ordinary.
 *
 * <p>CPU use that was not asked for or is not known is -1.00 with the method U, as netperf has it.
 */
public final class NetperfTable {

  private NetperfTable() {}

  /** The whole output, with a line feed at its end. */
  public static String print(NetperfOptions options, NetperfResult result) {
    OutputRequest output = options.output();
    Figures figures = new Figures(options, result);
    String banner = output.headers() ? Banner.of(options) : "";
    if (output.mode() != OutputMode.CLASSIC) {
      return banner + SelectedOutputs.of(figures);
    }
    String brand = output.headers() ? "" : output.brand();
    if (output.verbosity() == 0) {
      return banner + oneFigure(figures, brand);
    }
    return banner
        + switch (options.test()) {
          case TCP_STREAM, TCP_MAERTS -> StreamTable.of(figures, brand);
          case TCP_RR -> RequestResponseTable.of(figures, brand);
          case UDP_STREAM -> DatagramTable.of(figures);
        };
  }

  /** Service demand if CPU use is asked for, of the local side if of both; else throughput. */
  private static String oneFigure(Figures figures, String brand) {
    OutputRequest output = figures.options().output();
    Side side = output.localCpu() ? figures.local() : figures.remote();
    if (figures.options().test() == NetperfTest.UDP_STREAM) {
      return output.cpu()
          ? CFormat.format("%6.2f %c\n", figures.serviceDemand(side), figures.local().method())
          : CFormat.format("%7.2f\n", figures.sendThroughput());
    }
    return output.cpu()
        ? CFormat.format("%6.3f %c %s\n", figures.serviceDemand(side), side.method(), brand)
        : CFormat.format("%7.2f %s\n", figures.throughput(), brand);
  }
}
