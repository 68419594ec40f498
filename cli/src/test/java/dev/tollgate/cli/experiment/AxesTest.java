package dev.tollgate.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxesTest {

  private static final Tollgate TOLLGATE = Tollgate.load();

  private final Path folder;

  AxesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void axesStandInTheOrderOfTheFile() throws IOException {
    assertThat(
            paths(
                """
                vary {
                  policy = [strict]
                  "workload.practice.buffers" = [1]
                  machine = [lab]
                  iommu = [off]
                }
                """))
        .containsExactly("policy", "workload.practice.buffers", "machine", "iommu");
  }

  @Test
  void axesOnOneLineStandInTheOrderOfTheLine() throws IOException {
    assertThat(
            paths(
                "vary { workload { practice { fail = [no], buffers=[1] } }, policy = [strict], iommu=[off] }"))
        .containsExactly("workload.practice.fail", "workload.practice.buffers", "policy", "iommu");
  }

  @Test
  void keyThatOccursWithinAnotherIsNotTakenForIt() throws IOException {
    assertThat(paths("vary { big-iommu = [1], policy = [strict], iommu = [off] }"))
        .containsExactly("big-iommu", "policy", "iommu");
  }

  @Test
  void axesOfTheCommandLineComeLast() throws IOException {
    assertThat(
            Axes.read(
                    settings("vary { policy = [strict] }", "vary.iommu=[off]", "vary.cost.lock=[1]")
                        .merged()
                        .root()
                        .get("vary"))
                .stream()
                .map(Axis::path))
        .containsExactly("policy", "cost.lock", "iommu");
  }

  @ParameterizedTest
  @CsvSource({
    "'{ from = 64, to = 512, factor = 2 }', '64 128 256 512'",
    "'{ from = 64, to = 500, factor = 2 }', '64 128 256'",
    "'{ from = 0, to = 9, step = 3 }', '0 3 6 9'",
    "'{ from = 1K, to = 4K, step = 1K }', '1024 2048 3072 4096'",
    "'{ from = 64, to = 1K, factor = 4 }', '64 256 1024'",
    "'{ from = 1ms, to = 100ms, factor = 10 }', '1ms 10ms 100ms'",
    "'{ from = 10ms, to = 30ms, step = 10ms }', '10ms 20ms 30ms'",
    "'{ from = 0.5, to = 1.5, step = 0.5 }', '0.5 1 1.5'",
    "'{ from = 7, to = 7, step = 1 }', '7'",
    "'[a, 2, true]', 'a 2 true'",
    "'word', 'word'",
  })
  void valuesOfAnAxis(String text, String values) throws IOException {
    ImmutableList<Axis> axes = axes("vary { x.y = " + text + " }");
    assertThat(axes).hasSize(1);
    assertThat(axes.get(0).values().stream().map(Axis::text)).containsExactly(values.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "'vary = 3', 'vary is 3; expected lists'",
    "'vary { x = [] }', 'vary.x is empty'",
    "'vary { x = [[1]] }', 'vary.x holds [1]; expected single values'",
    "'vary { x = null }', 'vary.x holds null'",
    "'vary { x = { from = 1, to = 2 } }', 'vary.x needs either step or factor'",
    "'vary { x = { from = 1, to = 2, step = 1, factor = 2 } }', 'either step or factor'",
    "'vary { x = { from = 1, to = 2, stepp = 1 } }', 'unknown key stepp in vary.x; did you mean step?'",
    "'vary { x = { from = 2, to = 1, step = 1 } }', 'vary.x must rise'",
    "'vary { x = { from = 1, to = 2, step = 0 } }', 'vary.x must rise'",
    "'vary { x = { from = 1, to = 2, factor = 1 } }', 'vary.x must rise'",
    "'vary { x = { from = 0, to = 2, factor = 2 } }', 'vary.x must rise'",
    "'vary { x = { from = a, to = 2, step = 1 } }', 'vary.x.from is no number'",
    "'vary { x = { from = 1ms, to = 1s, factor = 10 } }', 'vary.x mixes units'",
    "'vary { x = { from = 1, to = 2, step = 1ms } }', 'vary.x mixes units'",
    "'vary { x = { from = 1, to = 100000, step = 1 } }', 'vary.x has more than 10000 values'",
  })
  void nonsenseIsRefusedWithItsPlace(String line, String complaint) throws IOException {
    Path file = folder.resolve("experiment.conf");
    assertThatThrownBy(() -> axes("\n" + line))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ":2: ")
        .hasMessageContaining(complaint);
  }

  private List<String> paths(String text) throws IOException {
    return axes(text).stream().map(Axis::path).toList();
  }

  private ImmutableList<Axis> axes(String text) throws IOException {
    return Axes.read(settings(text).merged().root().get("vary"));
  }

  private dev.tollgate.core.settings.Settings settings(String text, String... overrides)
      throws IOException {
    Path file = Files.writeString(folder.resolve("experiment.conf"), text);
    return TOLLGATE.settings().withFile(file).withOverrides(ImmutableList.copyOf(overrides));
  }
}
