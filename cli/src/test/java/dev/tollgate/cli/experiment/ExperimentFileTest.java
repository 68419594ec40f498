package dev.tollgate.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentFileTest {

  private static final Tollgate TOLLGATE = Tollgate.load();

  private final Path file;

  ExperimentFileTest(@TempDir Path folder) {
    file = folder.resolve("experiment.conf");
  }

  @Test
  void everythingInItIsRead() throws IOException {
    Experiment experiment =
        read(
            """
            title = "A title"
            use { machine = lab, policy = strict }
            vary { iommu = [off, calgary] }
            repeat = 3
            """);
    assertThat(experiment.title()).isEqualTo("A title");
    assertThat(experiment.fixed()).containsOnlyKeys("machine", "policy");
    assertThat(experiment.axes()).hasSize(1);
    assertThat(experiment.repeat()).isEqualTo(3);
  }

  @Test
  void nothingInItIsNeeded() throws IOException {
    Experiment experiment = read("");
    assertThat(experiment.title()).isEmpty();
    assertThat(experiment.fixed()).isEmpty();
    assertThat(experiment.axes()).isEmpty();
    assertThat(experiment.repeat()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'title = [1]', 'title is [1]; expected text'",
    "'use = lab', 'use is \"lab\"; expected names'",
    "'use { machin = lab }', 'unknown key machin in use; did you mean machine?'",
    "'use { iommu = [off] }', 'use.iommu is [\"off\"]; expected one name. Several go into vary'",
    "'repeat = 0', 'repeat is 0; expected a whole number from 1 to 10000'",
    "'repeat = often', 'repeat is \"often\"; expected a whole number'",
    "'repeat = 1000000000000', 'expected a whole number from 1 to 10000'",
  })
  void nonsenseIsRefusedWithItsPlace(String line, String complaint) {
    assertThatThrownBy(() -> read("\n\n" + line))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ":3: ")
        .hasMessageContaining(complaint);
  }

  @Test
  void malformedFileIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> read("title = \"x\"\nuse {"))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ":");
  }

  private Experiment read(String text) throws IOException {
    Files.writeString(file, text);
    return ExperimentFile.read(file, TOLLGATE.settings(), ImmutableList.of());
  }
}
