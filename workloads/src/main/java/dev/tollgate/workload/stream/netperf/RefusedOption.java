package dev.tollgate.workload.stream.netperf;

import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.error.BadInputException;
import org.jspecify.annotations.Nullable;

/** Words the refusal of an option: whether netperf has it, why it is not taken, what is. */
final class RefusedOption {

  /** netperf's own options that are taken. */
  static final String GLOBAL = "4BCHIPTcfiltvp";

  /** The test's options that are taken. */
  static final String TEST = "CDMORSTdkmorst";

  private static final String ALIGNMENT = "buffers are aligned to 8 bytes without an offset";
  private static final String INTERVALS = "sends are not paced";
  private static final String DIRTY = "buffers are neither dirtied nor cleaned; ";
  private static final String ADDRESS = "the simulated link has two ends and no other addresses";
  private static final String LISTENING = "the simulated sockets have no such setting";

  private static final ImmutableMap<Character, String> GLOBAL_REASONS =
      ImmutableMap.<Character, String>builder()
          .put('a', ALIGNMENT)
          .put('A', ALIGNMENT)
          .put('b', INTERVALS)
          .put('w', INTERVALS)
          .put('d', "there is no debugging output")
          .put('D', "there are no interim results; TCP_NODELAY is -D after --")
          .put('F', "buffers are filled with a pattern that is checked on arrival")
          .put('h', "docs/formats.md lists the options")
          .put('j', "times of transactions are kept anyway; select outputs such as P99_LATENCY")
          .put('k', DIRTY + "outputs are selected by -k after --")
          .put('K', DIRTY + "the congestion control is the machine's")
          .put('L', ADDRESS)
          .put('n', "the machine says how many CPUs it has")
          .put('N', "there is always a netserver")
          .put('o', ALIGNMENT + "; outputs are selected by -o after --")
          .put('O', ALIGNMENT + "; outputs are selected by -O after --")
          .put('r', "confidence is reached by any result")
          .put('s', "a test begins at once")
          .put('V', "the version is in the results")
          .put('W', "the number of buffers is netperf's default")
          .put('6', "the simulated network has AF_INET only")
          .buildOrThrow();

  private static final ImmutableMap<Character, String> TEST_REASONS =
      ImmutableMap.<Character, String>builder()
          .put('a', LISTENING)
          .put('A', LISTENING)
          .put('b', "one transaction is under way at a time")
          .put('B', LISTENING)
          .put('c', "connections are not what is tested")
          .put('e', LISTENING)
          .put('f', LISTENING)
          .put('F', LISTENING)
          .put('g', LISTENING)
          .put('G', "the segment size follows from the machine's MTU")
          .put('h', "docs/formats.md lists the options")
          .put('H', ADDRESS)
          .put('i', LISTENING)
          .put('I', "data goes through send and recv")
          .put('j', "there is one connection")
          .put('K', "the congestion control is the machine's")
          .put('l', LISTENING)
          .put('L', ADDRESS)
          .put('n', "datagrams go through sendto and recvfrom")
          .put('N', "datagrams go through sendto and recvfrom")
          .put('p', "connections are not what is tested")
          .put('P', ADDRESS)
          .put('q', INTERVALS)
          .put('u', "results name themselves")
          .put('U', LISTENING)
          .put('V', "data is copied")
          .put('w', INTERVALS)
          .put('W', "the number of buffers is netperf's default")
          .put('z', LISTENING)
          .put('4', "the simulated network has AF_INET only; -4 stands before --")
          .put('6', "the simulated network has AF_INET only")
          .buildOrThrow();

  private RefusedOption() {}

  static BadInputException global(char option, int column) {
    return refuse(option, column, GLOBAL_REASONS.get(option), GLOBAL, "before", TEST, "after");
  }

  static BadInputException test(char option, int column) {
    return refuse(option, column, TEST_REASONS.get(option), TEST, "after", GLOBAL, "before");
  }

  private static BadInputException refuse(
      char option,
      int column,
      @Nullable String reason,
      String accepted,
      String place,
      String elsewhere,
      String otherPlace) {
    StringBuilder message = new StringBuilder();
    if (reason != null) {
      message.append("netperf's option -").append(option).append(" is not taken ").append(place);
      message.append(" --: ").append(reason);
    } else {
      message.append("netperf has no option -").append(option).append(' ').append(place);
      message.append(" --");
      char other = otherCase(option);
      if (elsewhere.indexOf(option) >= 0) {
        message.append("; did you mean it ").append(otherPlace).append(" --?");
      } else if (accepted.indexOf(other) >= 0) {
        message.append("; did you mean -").append(other).append('?');
      }
    }
    message.append("; taken here:");
    accepted.chars().sorted().forEach(c -> message.append(" -").append((char) c));
    return OptionScanner.bad(column, message.toString());
  }

  private static char otherCase(char option) {
    return Character.isUpperCase(option)
        ? Character.toLowerCase(option)
        : Character.toUpperCase(option);
  }
}
