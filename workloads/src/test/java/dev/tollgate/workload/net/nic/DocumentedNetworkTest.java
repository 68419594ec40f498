package dev.tollgate.workload.net.nic;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterables;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.workload.net.LinkSettings;
import dev.tollgate.workload.net.PacketMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** docs/network.md says what the code says. */
class DocumentedNetworkTest {

  private static String section(String title) throws IOException {
    String document = Files.readString(Path.of("..", "docs", "network.md"));
    int from = document.indexOf("\n## " + title + "\n");
    int to = document.indexOf("\n## ", from + 1);
    return document.substring(from, to < 0 ? document.length() : to);
  }

  private static List<String> rows(String title) throws IOException {
    return section(title).lines().filter(line -> line.startsWith("| `")).toList();
  }

  @Test
  void everyParameterIsThereWithItsDefault() throws IOException {
    List<String> expected = new ArrayList<>();
    for (ParameterSpec spec : Iterables.concat(LinkSettings.PARAMETERS, NicParameters.PARAMETERS)) {
      expected.add("| `%s` | %s | %s |".formatted(spec.name(), spec.defaultValue(), spec.doc()));
    }
    assertThat(rows("Parameters")).isEqualTo(expected);
  }

  @Test
  void everyStepIsThereWithItsPrice() throws IOException {
    List<String> expected = new ArrayList<>();
    for (Step step : Iterables.concat(NicSteps.all(), List.of(PacketMemory.PACKET_SETUP))) {
      expected.add(
          String.format(
              Locale.ROOT,
              "| `%s` | %s | %,d |",
              step.id(),
              step.unit(),
              step.fallback().milliCycles() / 1000));
    }
    assertThat(rows("Steps")).isEqualTo(expected);
  }

  @Test
  void everyFigureIsThereWithItsUnitAndMeaning() throws IOException {
    Rig rig = new Rig(NicSettings.DEFAULTS);
    List<String> expected = new ArrayList<>();
    MetricSink rows =
        (name, value, unit, meaning) ->
            expected.add("| `%s` | %s | %s |".formatted(name, unit, meaning));
    rig.link.report(rows);
    rig.nic.report(rows);
    rig.driver.report(rows);
    assertThat(rows("Figures")).isEqualTo(expected);
  }

  @Test
  void everyHistogramIsThere() throws IOException {
    Rig rig = new Rig(NicSettings.DEFAULTS).started();
    rig.fromPeer(Rig.bytes(1000, 0));
    rig.run(200 * Rig.MICROSECOND);
    rig.report();
    String figures = section("Figures");
    assertThat(rig.distributions).hasSize(3);
    rig.distributions.forEach(
        (name, distribution) -> {
          assertThat(figures).contains("`" + name + "`");
          assertThat(distribution.bins()).hasSize(1);
        });
    assertThat(rig.distributions.get("nic.poll.packets"))
        .extracting(packets -> packets.bins().get(0).from())
        .isEqualTo(1L);
  }
}
