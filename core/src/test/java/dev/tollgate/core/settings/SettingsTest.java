package dev.tollgate.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  private final Path folder;

  SettingsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static long seed(Settings settings) {
    return Conf.check(settings).runSpec("lab", "off", "off", "replay").seed();
  }

  @Test
  void letsLaterLayersWin() {
    Path one = Conf.write(folder, "one.conf", "run.seed = 2, iommu.calgary.ways = 2");
    Path two = Conf.write(folder, "two.conf", "run.seed = 3");
    assertThat(seed(Conf.defaults())).isEqualTo(1);
    assertThat(seed(Conf.defaults().withFile(one))).isEqualTo(2);
    assertThat(seed(Conf.defaults().withFile(one).withFile(two))).isEqualTo(3);
    Settings overridden =
        Conf.defaults()
            .withFile(one)
            .withOverrides(ImmutableList.of("run.seed=4", "run.seed = 5 "));
    assertThat(seed(overridden)).isEqualTo(5);
    assertThat(
            Conf.check(overridden)
                .runSpec("lab", "calgary", "strict", "replay")
                .parametersOf("iommu", "calgary")
                .integer("ways"))
        .isEqualTo(2);
  }

  @Test
  void readsJsonAndProperties() {
    Path json = Conf.write(folder, "a.json", "{\"run\": {\"seed\": 11}}");
    Path properties = Conf.write(folder, "a.properties", "run.seed=12\nrun.dma-debug=true\n");
    assertThat(seed(Conf.defaults().withFile(json))).isEqualTo(11);
    assertThat(seed(Conf.defaults().withFile(properties))).isEqualTo(12);
  }

  @Test
  void resolvesSubstitutionsAcrossLayersButNotFromTheEnvironment() {
    Path file =
        Conf.write(
            folder,
            "a.conf",
            "machines.mine = ${machines.x460} { ram = 1G, description = x${?PATH} }");
    assertThat(Conf.check(Conf.defaults().withFile(file)).machine("mine").description())
        .isEqualTo("x");
  }

  @Test
  void takesTheValueOfASingleSettingAsItStands() {
    assertThat(trace("workload.replay.trace=C:\\a b=${x}#.gz")).isEqualTo("C:\\a b=${x}#.gz");
    assertThat(trace("workload.replay.trace=12")).isEqualTo("12");
    assertThat(trace("workload.replay.trace=")).isEmpty();
    assertThat(trace("workload.replay.trace=\"a\\tb\"")).isEqualTo("a\tb");
    assertThat(trace("workload.replay={ trace = x }")).isEqualTo("x");
    assertThat(trace("workload.\"replay\".trace=y")).isEqualTo("y");
  }

  private static String trace(String override) {
    return Conf.with(override)
        .runSpec("lab", "off", "off", "replay")
        .parametersOf("workload", "replay")
        .text("trace");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run.seed | expected KEY=VALUE, such as machine.ram=1G",
        "=3 | \"\" is no key; expected words joined by dots",
        "a..b=3 | \"a..b\" is no key; expected words joined by dots",
        "run={seed=1},x=2 | expected one value",
      })
  void refusesMalformedSingleSettings(String override, String message) {
    Conf.refused(override, message);
  }

  @Test
  void refusesBrokenHoconInASingleSetting() {
    assertThatThrownBy(() -> Conf.with("run={seed="))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("--set run={seed=: ");
  }

  @Test
  void namesTheLineOfASyntaxError() {
    assertThatThrownBy(() -> Conf.file(folder, "run {\n  seed = 1 ]\n}"))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(folder.resolve("a.conf") + ":2: ");
  }

  @Test
  void refusesBinaryJunk() {
    assertThatThrownBy(() -> Conf.file(folder, "\u0000\u0001\u001f\u008bjunk"))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(folder.resolve("a.conf") + ":1: ");
  }

  @Test
  void refusesASubstitutionThatLeadsNowhere() {
    Conf.refused(
        folder,
        "run.seed = 1\nrun.seed = ${run.sede}",
        "a.conf:2: Could not resolve substitution to a value: ${run.sede}");
  }

  @Test
  void refusesAFileThatIsMissingOrADirectory() {
    assertThatThrownBy(() -> Conf.defaults().withFile(folder.resolve("none.conf")))
        .isInstanceOf(BadInputException.class)
        .hasMessage(folder.resolve("none.conf") + ": no such file; expected a configuration file");
    assertThatThrownBy(() -> Conf.defaults().withFile(folder))
        .isInstanceOf(BadInputException.class)
        .hasMessage(folder + " is a directory; expected a configuration file");
  }
}
