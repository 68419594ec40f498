package dev.tollgate.core.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.run.RunSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TollgateTest {

  private static final String REFERENCE =
      """
      iommu.mine {
        # Ways.
        ways = 4
      }
      costs.x460.prices.hop { cycles = 2, grade = estimated, source = "a guess" }
      """;

  private final Path folder;

  TollgateTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private void dropPlugin() {
    PluginJar.of("Mine", "\"iommu-mine\"", PluginJar.iommu("mine", "Unit"))
        .version("0.1")
        .file("reference.conf", REFERENCE)
        .write(folder.resolve("mine.jar"));
  }

  private Tollgate load() {
    return Tollgate.load(PluginFolder.loader(folder, TollgateTest.class.getClassLoader()));
  }

  @Test
  void runsWithMachinesAndPricesOfItsOwn() {
    Tollgate tollgate = Tollgate.load();
    assertThat(tollgate.machines()).contains("g5", "lab", "oracle", "x460");
    assertThat(tollgate.costProfiles()).contains("g5", "generic", "lab", "x460");
    assertThat(tollgate.machine("x460").cpus()).isEqualTo(8);
    assertThat(tollgate.costProfile("x460").prices()).containsKey("mmio-read");
  }

  @Test
  void usesAPluginThatIsDroppedIntoAFolder() {
    dropPlugin();
    Tollgate tollgate = load();
    assertThat(tollgate.plugins())
        .contains(
            new PluginInfo(
                "iommu-mine",
                "0.1",
                folder.resolve("mine.jar").toString(),
                ImmutableList.of("iommu.mine")));
    assertThat(tollgate.iommus()).containsKey("mine");
    assertThat(tollgate.costProfile("x460").prices()).containsKey("hop");
    assertThat(tollgate.configure(tollgate.settings()).machines()).isEqualTo(tollgate.machines());
    assertThatThrownBy(
            () ->
                tollgate.configure(
                    tollgate.settings().withOverrides(ImmutableList.of("iommu.mine.wasy=3"))))
        .isInstanceOf(BadInputException.class)
        .hasMessage("--set iommu.mine.wasy=3: unknown key iommu.mine.wasy; did you mean ways?");
  }

  @Test
  void refusesSettingsOfAPluginThatIsNotThere() {
    Tollgate tollgate = load();
    assertThatThrownBy(
            () ->
                tollgate.configure(
                    tollgate.settings().withOverrides(ImmutableList.of("iommu.mine.ways=3"))))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("--set iommu.mine.ways=3: unknown key iommu.mine");
  }

  @Test
  void refusesPluginsWhoseNamesNobodyCouldSet() {
    PluginJar.of("Mine", "\"mine\"", PluginJar.iommu("My Unit", "Unit"))
        .write(folder.resolve("mine.jar"));
    assertThatThrownBy(this::load)
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("a plugin is broken: iommu.My Unit: \"My Unit\" is a malformed");
  }

  @Test
  void leavesTheCallersOwnGroupsToTheCaller() {
    Tollgate tollgate = load();
    assertThat(
            tollgate.configure(
                tollgate.settings().withOverrides(ImmutableList.of("experiment.name=x")),
                "experiment"))
        .isNotNull();
  }

  @Test
  void saysNothingOnStandardErrorAndHeedsTheSystemProperty() throws Exception {
    dropPlugin();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dtollgate.plugins=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Listing.class.getName())
            .redirectError(ProcessBuilder.Redirect.to(folder.resolve("stderr").toFile()))
            .start();
    assertThat(output(process)).contains("iommus: ").contains("mine");
    assertThat(process.waitFor()).isZero();
    assertThat(folder.resolve("stderr")).isEmptyFile();
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** What a stranger's program sees. */
  static final class Listing {

    private Listing() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
      System.out.println("iommus: " + Tollgate.load().iommus().keySet() + RunSpec.OFF);
    }
  }
}
