package dev.tollgate.workload.stream.netperf;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.testkit.Mutations;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Any line is either refused with a place in it, or a test whose results can be printed. */
class NetperfOptionsFuzzTest {

  @FuzzTest(maxDuration = "60s")
  void lines(byte[] input) {
    check(new String(input, StandardCharsets.ISO_8859_1));
  }

  @Test
  void damagedLines() {
    Mutations.forEach(getClass(), "lines", 20070207, 20_000, NetperfOptionsFuzzTest::check);
  }

  private static void check(String line) {
    NetperfOptions options;
    try {
      options = NetperfOptions.parse(line);
    } catch (BadInputException e) {
      assertThat(e).hasMessageStartingWith("netperf options");
      return;
    }
    assertThat(NetperfOptions.parse(line)).isEqualTo(options);
    NetperfResult result =
        switch (options.test()) {
          case TCP_STREAM -> Runs.stream();
          case TCP_MAERTS -> Runs.maerts();
          case TCP_RR -> Runs.transactions();
          case UDP_STREAM -> Runs.datagrams();
        };
    assertThat(NetperfTable.print(options, result)).endsWith("\n");
  }
}
