package dev.tollgate.workload.stream.netperf;

import dev.tollgate.workload.text.CFormat;

/**
 * The first line of the output (print_top_test_header in src/nettest_bsd.c): test, both ends, and
 * one suffix for each thing out of the ordinary, the last of which says that nothing of it
 * happened.
 *
 * <p>Selected outputs belong to netperf 2.5 and later, whose banner differs: tests are called
 * migrated, addresses of more than seven characters are missing, and request/response tests name
 * the transactions under way.
 */
final class Banner {

  /** What netperf could not know. */
  static final String SIMULATED = " : simulated";

  private static final String LOCAL_ADDRESS = "0.0.0.0";

  /** Of the range for documentation (RFC 5737): a simulated host has a name and no address. */
  private static final String SIMULATED_ADDRESS = "192.0.2.1";

  private static final int LONGEST_ADDRESS = 7;

  private Banner() {}

  static String of(NetperfOptions options) {
    boolean classic = options.output().mode() == OutputMode.CLASSIC;
    StringBuilder banner = new StringBuilder();
    if (options.omni()) {
      banner.append("OMNI ").append(options.test().direction()).append(" TEST");
    } else {
      banner.append(classic ? "" : "MIGRATED ").append(options.test().title());
    }
    banner.append(" from ").append(LOCAL_ADDRESS).append(" (").append(LOCAL_ADDRESS);
    banner.append(") port 0 AF_INET to ").append(options.host()).append(" (");
    banner.append(address(options.host(), classic)).append(") port 0 AF_INET");
    Confidence confidence = options.confidence();
    if (confidence.asked()) {
      banner.append(
          CFormat.format(
              classic ? " : +/-%3.1f%% @ %2d%% conf. " : " : +/-%.3f%% @ %2d%% conf. ",
              confidence.interval() / 0.02,
              confidence.level()));
    }
    if (options.sockets().noDelay()) {
      banner.append(" : nodelay");
    }
    if (!classic && !options.omni() && options.test().requestResponse()) {
      banner.append(" : first burst 0");
    }
    if (options.binding().asked()) {
      banner.append(" : cpu bind");
    }
    return banner.append(SIMULATED).append('\n').toString();
  }

  private static String address(String host, boolean classic) {
    String address =
        host.equals("localhost")
            ? "127.0.0.1"
            : host.matches("[0-9]+(\\.[0-9]+){3}") ? host : SIMULATED_ADDRESS;
    return classic || address.length() <= LONGEST_ADDRESS ? address : "";
  }
}
