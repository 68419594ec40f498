package dev.tollgate.workload.stream.netperf;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.NearestName;
import dev.tollgate.workload.stream.netperf.OptionScanner.Word;
import dev.tollgate.workload.stream.netperf.OptionValue.Pair;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the options of the test, after {@code --} (scan_sockets_args in src/nettest_bsd.c,
 * scan_omni_args in src/nettest_omni.c).
 *
 * <p>One size after {@code -m} is of the sender's sends, one after {@code -M} of the receiver's
 * receives, as in netperf 2.4; pairs are local,remote after {@code -m} and remote,local after
 * {@code -M}, as in 2.5.
 */
final class TestOptions {

  private static final int MOST_BLOCKS = 4;

  private final OptionScanner scanner;
  private final boolean omni;
  private NetperfTest test;

  private boolean udp;
  private @Nullable NetperfTest direction;
  private @Nullable Word sendWord;
  private @Nullable Word receiveWord;
  private @Nullable Word exchangeWord;
  private @Nullable Word nodelayWord;
  private MessageSizes sizes = MessageSizes.DEFAULT;
  private SocketRequest sockets = SocketRequest.DEFAULT;
  private OutputMode mode;
  private ImmutableList<ImmutableList<OutputName>> selected = ImmutableList.of();

  TestOptions(OptionScanner scanner, boolean omni, NetperfTest test) {
    this.scanner = scanner;
    this.omni = omni;
    this.test = test;
    this.mode = omni ? OutputMode.HUMAN : OutputMode.CLASSIC;
  }

  void read() {
    for (char option = scanner.next(); option != 0; option = scanner.next()) {
      option(option);
    }
    scanner.expectEnd();
    if (omni) {
      test = omniTest();
    }
    sizes = readSizes();
    check();
  }

  NetperfTest test() {
    return test;
  }

  SocketRequest sockets() {
    return sockets;
  }

  OutputMode mode() {
    return mode;
  }

  ImmutableList<ImmutableList<OutputName>> selected() {
    return selected;
  }

  private void option(char option) {
    switch (option) {
      case 'm' -> sendWord = scanner.argument(option);
      case 'M' -> receiveWord = scanner.argument(option);
      case 'r' -> exchangeWord = scanner.argument(option);
      case 's' -> sockets = local(OptionValue.pair(scanner.argument(option)));
      case 'S' -> sockets = remote(OptionValue.pair(scanner.argument(option)));
      case 'D' -> {
        nodelayWord = new Word("-D", scanner.column());
        sockets = with(true, sockets.cork());
      }
      case 'C' -> {
        nodelayWord = new Word("-C", scanner.column());
        sockets = with(sockets.noDelay(), true);
      }
      case 'k' -> select(OutputMode.KEY_VALUE);
      case 'o' -> select(OutputMode.CSV);
      case 'O' -> select(OutputMode.HUMAN);
      // Whether datagrams may be routed: the simulated link has no routers.
      case 'R' -> OptionValue.number(scanner.argument(option), 0);
      case 'T', 'd', 't' -> {
        if (!omni) {
          throw OptionScanner.bad(
              scanner.column(), "-" + option + " after -- belongs to -t omni; -t names the test");
        }
        omniOption(option, scanner.argument(option));
      }
      default -> throw RefusedOption.test(option, scanner.column());
    }
  }

  private SocketRequest local(Pair pair) {
    return new SocketRequest(
        OptionValue.number(pair.first(), 0, sockets.localSend()),
        OptionValue.number(pair.second(), 0, sockets.localReceive()),
        sockets.remoteSend(),
        sockets.remoteReceive(),
        sockets.noDelay(),
        sockets.cork());
  }

  private SocketRequest remote(Pair pair) {
    return new SocketRequest(
        sockets.localSend(),
        sockets.localReceive(),
        OptionValue.number(pair.first(), 0, sockets.remoteSend()),
        OptionValue.number(pair.second(), 0, sockets.remoteReceive()),
        sockets.noDelay(),
        sockets.cork());
  }

  private SocketRequest with(boolean noDelay, boolean cork) {
    return new SocketRequest(
        sockets.localSend(),
        sockets.localReceive(),
        sockets.remoteSend(),
        sockets.remoteReceive(),
        noDelay,
        cork);
  }

  private void omniOption(char option, Word word) {
    String value = word.text().toLowerCase(Locale.ROOT);
    switch (option) {
      case 'T' -> udp = choice(word, value, ImmutableList.of("tcp", "udp")).equals("udp");
      case 't' -> {
        String type = choice(word, value, ImmutableList.of("stream", "dgram"));
        udp |= type.equals("dgram");
      }
      default ->
          direction =
              switch (value) {
                case "send", "xmit", "stream", "transmit", "2" -> NetperfTest.TCP_STREAM;
                case "recv", "receive", "maerts", "4" -> NetperfTest.TCP_MAERTS;
                case "rr", "send|recv", "6" -> NetperfTest.TCP_RR;
                default ->
                    throw OptionScanner.bad(
                        word.column(),
                        "no direction '"
                            + word.text()
                            + "'"
                            + NearestName.hint(
                                value, ImmutableList.of("send", "recv", "rr"), "directions"));
              };
    }
  }

  private static String choice(Word word, String value, ImmutableList<String> choices) {
    if (!choices.contains(value)) {
      throw OptionScanner.bad(
          word.column(),
          "'" + word.text() + "' is not simulated" + NearestName.hint(value, choices, "choices"));
    }
    return value;
  }

  /** What omni makes of its options: a direction given or implied by sizes, and a protocol. */
  private NetperfTest omniTest() {
    NetperfTest found = direction != null ? direction : impliedDirection();
    if (!udp) {
      return found;
    }
    if (found != NetperfTest.TCP_STREAM) {
      throw new BadInputException(
          "netperf options: of UDP only the sending direction is simulated; expected -d send");
    }
    return NetperfTest.UDP_STREAM;
  }

  private NetperfTest impliedDirection() {
    if (exchangeWord != null) {
      return NetperfTest.TCP_RR;
    }
    if (sendWord != null) {
      Pair pair = OptionValue.pair(sendWord);
      if (pair.comma() && pair.first().text().isEmpty()) {
        return NetperfTest.TCP_MAERTS;
      }
    }
    return NetperfTest.TCP_STREAM;
  }

  MessageSizes sizes() {
    return sizes;
  }

  private MessageSizes readSizes() {
    Pair exchange = OptionValue.pair(exchangeWord != null ? exchangeWord : new Word("", 1));
    return new MessageSizes(
        side(sendWord, test.localSends()),
        side(receiveWord, test.localSends()),
        OptionValue.number(exchange.first(), 1, 1),
        OptionValue.number(exchange.second(), 1, 1));
  }

  /** The one size, or the first of a pair if data goes from local to remote, else the second. */
  private static long side(@Nullable Word word, boolean first) {
    if (word == null) {
      return 0;
    }
    Pair pair = OptionValue.pair(word);
    return OptionValue.number(first ? pair.first() : pair.second(), 0, 0);
  }

  private void check() {
    if (test.requestResponse()) {
      refuse(sendWord, "-m", "a request/response test; expected -r");
      refuse(receiveWord, "-M", "a request/response test; expected -r");
    } else {
      refuse(exchangeWord, "-r", "a stream; expected -m");
    }
    if (test == NetperfTest.UDP_STREAM) {
      refuse(nodelayWord, "", "UDP");
      if (sendWord != null && sizes.send() > MessageSizes.LARGEST_DATAGRAM) {
        throw OptionScanner.bad(
            sendWord.column(),
            "a datagram holds at most " + MessageSizes.LARGEST_DATAGRAM + " bytes");
      }
    }
  }

  private static void refuse(@Nullable Word word, String option, String what) {
    if (word != null) {
      throw OptionScanner.bad(
          word.column(), (option.isEmpty() ? word.text() : option) + " has no meaning for " + what);
    }
  }

  private void select(OutputMode chosen) {
    mode = chosen;
    Word word = scanner.optionalWord();
    ImmutableList.Builder<ImmutableList<OutputName>> blocks = ImmutableList.builder();
    if (word.text().equalsIgnoreCase("all")) {
      blocks.add(ImmutableList.copyOf(OutputName.values()));
    } else if (!word.text().isEmpty()) {
      int column = word.column();
      for (String block : Splitter.on(';').split(word.text())) {
        blocks.add(block(block, column));
        column += block.length() + 1;
      }
    }
    selected = blocks.build();
    if (selected.size() > MOST_BLOCKS) {
      throw OptionScanner.bad(word.column(), "netperf prints at most four blocks of outputs");
    }
  }

  private static ImmutableList<OutputName> block(String block, int start) {
    ImmutableList.Builder<OutputName> names = ImmutableList.builder();
    int column = start;
    for (String name : Splitter.on(',').split(block)) {
      OutputName output = OutputName.of(name);
      if (output == null) {
        throw OptionScanner.bad(
            column,
            "no output '"
                + name
                + "'"
                + NearestName.hint(
                    name, Arrays.stream(OutputName.values()).map(Enum::name).toList(), "outputs"));
      }
      names.add(output);
      column += name.length() + 1;
    }
    return names.build();
  }
}
