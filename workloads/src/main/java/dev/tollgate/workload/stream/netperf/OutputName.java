package dev.tollgate.workload.stream.netperf;

import com.google.common.base.Splitter;
import dev.tollgate.workload.text.CFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * An output that can be selected by name after {@code -k}, {@code -o} or {@code -O}: the names,
 * titles and number formats of print_omni_init_list in netperf's src/nettest_omni.c. What a test
 * does not have prints as -1, as there.
 */
public enum OutputName {
  COMMAND_LINE("Command|Line", "%s", f -> '"' + f.options().line() + '"'),
  RESULT_BRAND("Result|Tag", "%s", f -> '"' + f.options().output().brand() + '"'),
  SOCKET_TYPE(
      "Socket|Type", "%s", f -> f.options().test() == NetperfTest.UDP_STREAM ? "Dgram" : "Stream"),
  DIRECTION("Direction", "%s", f -> f.options().test().direction()),
  PROTOCOL("Protocol", "%s", f -> f.options().test().protocol()),
  ELAPSED_TIME("Elapsed|Time|(sec)", "%.2f", Figures::seconds),
  THROUGHPUT("Throughput", "%.2f", Figures::throughput),
  THROUGHPUT_UNITS("Throughput|Units", "%s", f -> f.unit().text() + "/s"),
  CONFIDENCE_LEVEL("Confidence|Level|Percent", "%d", f -> f.options().confidence().level()),
  CONFIDENCE_INTERVAL(
      "Confidence|Width|Target", "%f", f -> f.options().confidence().interval() * 100),
  CONFIDENCE_ITERATION("Confidence|Iterations|Run", "%d", f -> f.options().confidence().fewest()),
  RT_LATENCY(
      "Round|Trip|Latency|usec/tran", "%.3f", f -> ofTransactions(f, 1e6 / f.transactionRate())),
  TRANSACTION_RATE("Transaction|Rate|Tran/s", "%.3f", f -> ofTransactions(f, f.transactionRate())),
  TRANSPORT_MSS("Transport|MSS|bytes", "%d", f -> f.result().mss()),
  REQUEST_SIZE("Request|Size|Bytes", "%d", f -> exchanged(f, f.options().sizes().request())),
  RESPONSE_SIZE("Response|Size|Bytes", "%d", f -> exchanged(f, f.options().sizes().response())),
  LSS_SIZE_REQ(
      "Local|Send Socket|Size|Requested", "%d", f -> asked(f.options().sockets().localSend())),
  LSS_SIZE_END("Local|Send Socket|Size|Final", "%d", f -> f.local().buffers().send()),
  LSR_SIZE_REQ(
      "Local|Recv Socket|Size|Requested", "%d", f -> asked(f.options().sockets().localReceive())),
  LSR_SIZE_END("Local|Recv Socket|Size|Final", "%d", f -> f.local().buffers().receive()),
  LOCAL_SEND_SIZE("Local|Send|Size", "%d", f -> sendSize(f, f.local())),
  LOCAL_RECV_SIZE("Local|Recv|Size", "%d", f -> receiveSize(f, f.local())),
  LOCAL_SEND_CALLS("Local|Send|Calls", "%d", f -> f.local().calls().sends()),
  LOCAL_RECV_CALLS("Local|Recv|Calls", "%d", f -> f.local().calls().receives()),
  LOCAL_CPU_UTIL("Local|CPU|Util|%", "%.2f", f -> f.utilization(f.local())),
  LOCAL_CPU_PEAK_UTIL("Local|Peak|Per CPU|Util %", "%.2f", f -> f.peak(f.local())),
  LOCAL_CPU_PEAK_ID("Local|Peak|Per CPU|ID", "%d", f -> f.local().peakId()),
  LOCAL_CPU_BIND("Local|CPU|Bind", "%d", f -> f.options().binding().local()),
  LOCAL_CPU_METHOD("Local|CPU|Util|Method", "%s", f -> f.local().method()),
  LOCAL_CPU_COUNT("Local|CPU|Count", "%d", f -> cpus(f.local())),
  LOCAL_SD("Local|Service|Demand", "%.3f", f -> f.serviceDemand(f.local())),
  LOCAL_NODELAY("Local|NODELAY", "%d", f -> f.options().sockets().noDelay() ? 1 : 0),
  LOCAL_CORK("Local|Cork", "%d", f -> f.options().sockets().cork() ? 1 : 0),
  RSS_SIZE_REQ(
      "Remote|Send Socket|Size|Requested", "%d", f -> asked(f.options().sockets().remoteSend())),
  RSS_SIZE_END("Remote|Send Socket|Size|Final", "%d", f -> f.remote().buffers().send()),
  RSR_SIZE_REQ(
      "Remote|Recv Socket|Size|Requested", "%d", f -> asked(f.options().sockets().remoteReceive())),
  RSR_SIZE_END("Remote|Recv Socket|Size|Final", "%d", f -> f.remote().buffers().receive()),
  REMOTE_SEND_SIZE("Remote|Send|Size", "%d", f -> sendSize(f, f.remote())),
  REMOTE_RECV_SIZE("Remote|Recv|Size", "%d", f -> receiveSize(f, f.remote())),
  REMOTE_SEND_CALLS("Remote|Send|Calls", "%d", f -> f.remote().calls().sends()),
  REMOTE_RECV_CALLS("Remote|Recv|Calls", "%d", f -> f.remote().calls().receives()),
  REMOTE_CPU_UTIL("Remote|CPU|Util|%", "%.2f", f -> f.utilization(f.remote())),
  REMOTE_CPU_PEAK_UTIL("Remote|Peak|Per CPU|Util %", "%.2f", f -> f.peak(f.remote())),
  REMOTE_CPU_PEAK_ID("Remote|Peak|Per CPU|ID", "%d", f -> f.remote().peakId()),
  REMOTE_CPU_BIND("Remote|CPU|Bind", "%d", f -> f.options().binding().remote()),
  REMOTE_CPU_METHOD("Remote|CPU|Util|Method", "%s", f -> f.remote().method()),
  REMOTE_CPU_COUNT("Remote|CPU|Count", "%d", f -> cpus(f.remote())),
  REMOTE_SD("Remote|Service|Demand", "%.3f", f -> f.serviceDemand(f.remote())),
  REMOTE_NODELAY("Remote|NODELAY", "%d", f -> f.options().sockets().noDelay() ? 1 : 0),
  REMOTE_CORK("Remote|Cork", "%d", f -> f.options().sockets().cork() ? 1 : 0),
  SD_UNITS(
      "Service|Demand|Units",
      "%s",
      f -> f.options().test().requestResponse() ? "usec/Tran" : "usec/KB"),
  MIN_LATENCY("Minimum|Latency|Microseconds", "%d", f -> microseconds(f, RoundTrips::minimum)),
  MAX_LATENCY("Maximum|Latency|Microseconds", "%d", f -> microseconds(f, RoundTrips::maximum)),
  P50_LATENCY(
      "50th|Percentile|Latency|Microseconds", "%d", f -> microseconds(f, RoundTrips::median)),
  P90_LATENCY(
      "90th|Percentile|Latency|Microseconds", "%d", f -> microseconds(f, RoundTrips::ninetieth)),
  P99_LATENCY(
      "99th|Percentile|Latency|Microseconds", "%d", f -> microseconds(f, RoundTrips::ninetyNinth)),
  MEAN_LATENCY("Mean|Latency|Microseconds", "%.2f", f -> exactMicroseconds(f, RoundTrips::mean)),
  STDDEV_LATENCY(
      "Stddev|Latency|Microseconds", "%.2f", f -> exactMicroseconds(f, RoundTrips::deviation));

  private static final Splitter LINES = Splitter.on('|');

  private final String title;
  private final String format;

  // All functions here are pure.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Function<Figures, Object> value;

  OutputName(String title, String format, Function<Figures, Object> value) {
    this.title = title;
    this.format = format;
    this.value = value;
  }

  /** The title's lines above a column, up to four. */
  String title(int line) {
    List<String> lines = LINES.splitToList(title);
    return line < lines.size() ? lines.get(line) : "";
  }

  /** The title in one line. */
  String heading() {
    return title.replace('|', ' ');
  }

  String value(Figures figures) {
    return CFormat.format(format, value.apply(figures));
  }

  /** The output of this name, letter case not counted, or null. */
  static @Nullable OutputName of(String name) {
    String wanted = name.toUpperCase(Locale.ROOT);
    for (OutputName output : values()) {
      if (output.name().equals(wanted)) {
        return output;
      }
    }
    return null;
  }

  private static double ofTransactions(Figures f, double value) {
    return f.options().test().requestResponse() ? value : -1;
  }

  private static long exchanged(Figures f, long size) {
    return f.options().test().requestResponse() ? size : -1;
  }

  private static long asked(long size) {
    return size > 0 ? size : -1;
  }

  private static long sendSize(Figures f, Side side) {
    return side.sends() && !f.options().test().requestResponse() ? f.result().messageSize() : -1;
  }

  private static long receiveSize(Figures f, Side side) {
    return side.receives() && !f.options().test().requestResponse()
        ? f.options().sizes().receive(side.buffers().receive())
        : -1;
  }

  private static long cpus(Side side) {
    CpuUse use = side.cpu();
    return use == null ? -1 : use.cpus();
  }

  private static long microseconds(Figures f, ToLongFunction<RoundTrips> picoseconds) {
    RoundTrips trips = f.result().roundTrips();
    return trips == null ? -1 : picoseconds.applyAsLong(trips) / 1_000_000;
  }

  private static double exactMicroseconds(Figures f, ToDoubleFunction<RoundTrips> picoseconds) {
    RoundTrips trips = f.result().roundTrips();
    return trips == null ? -1 : picoseconds.applyAsDouble(trips) / 1_000_000;
  }
}
