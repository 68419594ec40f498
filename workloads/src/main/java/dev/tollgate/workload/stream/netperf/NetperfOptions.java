package dev.tollgate.workload.stream.netperf;

import dev.tollgate.core.error.BadInputException;

/**
 * One netperf command line: what is to be tested, how long, and what is to be printed of it.
 *
 * @param line the text as given
 * @param test the test; {@code -t omni} is the test that its own options make of it
 * @param omni whether it was asked for as {@code -t omni}
 * @param host the machine that netserver runs on ({@code -H})
 * @param length when the test ends ({@code -l})
 * @param sizes bytes per call ({@code -m}, {@code -M}, {@code -r})
 * @param sockets what the data sockets are asked for
 * @param binding CPUs that the processes are bound to ({@code -T})
 * @param confidence iterations asked for ({@code -i}, {@code -I})
 * @param output what is to be printed
 */
public record NetperfOptions(
    String line,
    NetperfTest test,
    boolean omni,
    String host,
    TestLength length,
    MessageSizes sizes,
    SocketRequest sockets,
    CpuBinding binding,
    Confidence confidence,
    OutputRequest output) {

  /**
   * Reads a command line: words are separated by blanks, quotes keep blanks, a first word {@code
   * netperf} may stand before the options. docs/formats.md lists what is accepted.
   *
   * @throws BadInputException naming the option, its column (from 1) and what is accepted instead
   */
  public static NetperfOptions parse(String line) {
    return new OptionReader(line).read();
  }
}
