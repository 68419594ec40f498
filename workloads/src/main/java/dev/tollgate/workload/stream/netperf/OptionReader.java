package dev.tollgate.workload.stream.netperf;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.settings.NearestName;
import dev.tollgate.workload.stream.netperf.OptionScanner.Word;
import dev.tollgate.workload.stream.netperf.OptionValue.Pair;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a netperf command line: first netperf's own options (scan_cmd_line in src/netsh.c), then,
 * after {@code --}, those of the test.
 */
final class OptionReader {

  private static final String OMNI = "OMNI";
  private static final int CONFIDENT_ITERATIONS = 10;
  private static final int FEWEST_ITERATIONS = 3;
  private static final int MOST_ITERATIONS = 30;
  private static final double DEFAULT_INTERVAL = 0.05;

  private final String line;
  private final OptionScanner scanner;

  private Word testName = new Word("TCP_STREAM", 1);
  private String host = "localhost";
  private TestLength length = TestLength.DEFAULT;
  private @Nullable Word amount;
  private Confidence confidence = Confidence.NONE;
  private CpuBinding binding = CpuBinding.NONE;
  private boolean localCpu;
  private boolean remoteCpu;
  private boolean headers = true;
  private int verbosity = 1;
  private @Nullable ThroughputUnit unit;
  private String brand = "";

  OptionReader(String line) {
    this.line = line;
    this.scanner = new OptionScanner(line);
  }

  NetperfOptions read() {
    for (char option = scanner.next(); option != 0; option = scanner.next()) {
      global(option);
    }
    String name = testName.text().toUpperCase(Locale.ROOT);
    boolean omni = name.equals(OMNI);
    TestOptions own = new TestOptions(scanner, omni, omni ? NetperfTest.TCP_STREAM : test(name));
    own.read();
    NetperfTest test = own.test();
    if (test == NetperfTest.UDP_STREAM && amount != null) {
      throw OptionScanner.bad(
          amount.column(), "UDP_STREAM ends after a time; expected seconds greater than 0");
    }
    return new NetperfOptions(
        line,
        test,
        omni,
        host,
        length,
        own.sizes(),
        own.sockets(),
        binding,
        confidence,
        new OutputRequest(
            localCpu,
            remoteCpu,
            headers,
            verbosity,
            unitOf(test),
            own.mode(),
            own.selected(),
            brand));
  }

  private void global(char option) {
    switch (option) {
      case 'H' -> host(scanner.argument(option));
      case 't' -> testName = scanner.argument(option);
      case 'l' -> length(scanner.argument(option));
      case 'c' -> {
        localCpu = true;
        scanner.skipNumber();
      }
      case 'C' -> {
        remoteCpu = true;
        scanner.skipNumber();
      }
      case 'P' -> headers = OptionValue.number(scanner.argument(option), 0) > 0;
      case 'v' -> verbosity(scanner.argument(option));
      case 'f' -> unit(scanner.argument(option));
      case 'i' -> iterations(OptionValue.pair(scanner.argument(option)));
      case 'I' -> interval(OptionValue.pair(scanner.argument(option)));
      case 'B' -> brand = scanner.argument(option).text();
      case 'T' -> {
        Pair cpus = OptionValue.pair(scanner.argument(option));
        binding =
            new CpuBinding(
                OptionValue.number(cpus.first(), 0, binding.local()),
                OptionValue.number(cpus.second(), 0, binding.remote()));
      }
      // The port of the control connection and AF_INET: nothing depends on them.
      case 'p' -> scanner.argument(option);
      case '4' -> {}
      default -> throw RefusedOption.global(option, scanner.column());
    }
  }

  private void host(Word word) {
    Pair pair = OptionValue.pair(word);
    if (pair.comma() && !pair.second().text().matches("4|inet|AF_INET|")) {
      throw OptionScanner.bad(
          pair.second().column(), "the simulated network has AF_INET only; expected 4");
    }
    if (!pair.first().text().isEmpty()) {
      host = pair.first().text();
    }
  }

  private NetperfTest test(String name) {
    for (NetperfTest test : NetperfTest.values()) {
      if (test.name().equals(name)) {
        return test;
      }
    }
    ImmutableList.Builder<String> names = ImmutableList.builder();
    Arrays.stream(NetperfTest.values()).map(NetperfTest::name).forEach(names::add);
    names.add(OMNI);
    throw OptionScanner.bad(
        testName.column(),
        "no test '" + testName.text() + "'" + NearestName.hint(name, names.build(), "tests"));
  }

  private void length(Word word) {
    long value = OptionValue.number(word, -Integer.MAX_VALUE);
    if (value == 0) {
      throw OptionScanner.bad(
          word.column(), "a test of no length; expected seconds, or minus bytes or transactions");
    }
    length = value > 0 ? new TestLength(value, 0) : new TestLength(0, -value);
    amount = value < 0 ? word : null;
  }

  private void verbosity(Word word) {
    long value = OptionValue.number(word, 0);
    if (value > 2) {
      throw OptionScanner.bad(word.column(), "no verbosity " + word.text() + "; expected 0, 1, 2");
    }
    verbosity = (int) value;
  }

  private void unit(Word word) {
    unit = ThroughputUnit.of(word.text());
    if (unit == null) {
      throw OptionScanner.bad(
          word.column(), "no unit '" + word.text() + "'; expected one of K, M, G, k, m, g, x");
    }
  }

  /** Transactions for request/response, unless told otherwise; never for streams, as netperf. */
  private ThroughputUnit unitOf(NetperfTest test) {
    if (unit == null) {
      return test.requestResponse() ? ThroughputUnit.TRANSACTIONS : ThroughputUnit.MEGABITS;
    }
    return unit == ThroughputUnit.TRANSACTIONS && !test.requestResponse()
        ? ThroughputUnit.MEGABITS
        : unit;
  }

  private void iterations(Pair pair) {
    long most = OptionValue.number(pair.first(), 1, confidence.most());
    long fewest = OptionValue.number(pair.second(), 1, confidence.fewest());
    confidence =
        new Confidence(
            confidence.level() == 0 ? 99 : confidence.level(),
            confidence.interval() == 0 ? DEFAULT_INTERVAL : confidence.interval(),
            limited(fewest),
            limited(Math.max(most, fewest)));
  }

  private static int limited(long iterations) {
    return (int) Math.max(FEWEST_ITERATIONS, Math.min(iterations, MOST_ITERATIONS));
  }

  private void interval(Pair pair) {
    long level = OptionValue.number(pair.first(), 0, confidence.level());
    if (level != 95 && level != 99) {
      throw OptionScanner.bad(pair.first().column(), "confidence is 95 or 99 percent");
    }
    double interval = confidence.interval() == 0 ? DEFAULT_INTERVAL : confidence.interval();
    if (pair.comma() && !pair.second().text().isEmpty()) {
      if (!pair.second().text().matches("[0-9]{1,3}(\\.[0-9]{1,6})?")) {
        throw OptionScanner.bad(
            pair.second().column(), "'" + pair.second().text() + "' is no width in percent");
      }
      interval = Double.parseDouble(pair.second().text()) / 100;
    }
    confidence =
        new Confidence(
            (int) level,
            interval == 0 ? DEFAULT_INTERVAL : interval,
            confidence.fewest() == 1 ? FEWEST_ITERATIONS : confidence.fewest(),
            confidence.most() == 1 ? CONFIDENT_ITERATIONS : confidence.most());
  }
}
