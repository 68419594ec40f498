package dev.tollgate.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.spi.ParameterSpec;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {

  private final Path folder;

  ConfigurationTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void putsARunTogether() {
    RunSpec spec =
        Conf.with("run.seed=7", "run.dma-debug=true", "policy.deferred.batch=9", "machine.cpus=2")
            .runSpec("x460", "calgary", "deferred", "replay");
    assertThat(spec.machine().name()).isEqualTo("x460");
    assertThat(spec.machine().cpus()).isEqualTo(2);
    assertThat(spec.prices().name()).isEqualTo("x460");
    assertThat(spec.iommu()).isEqualTo("calgary");
    assertThat(spec.policy()).isEqualTo("deferred");
    assertThat(spec.workload()).isEqualTo("replay");
    assertThat(spec.parameters().keySet())
        .containsExactly("iommu.calgary", "policy.deferred", "workload.replay");
    assertThat(spec.parametersOf("policy", "deferred").integer("batch")).isEqualTo(9);
    assertThat(spec.dmaDebug()).isTrue();
    assertThat(spec.seed()).isEqualTo(7);
  }

  @Test
  void putsARunWithoutIommuTogether() {
    RunSpec spec = Conf.with().runSpec("lab", "off", "off", "replay");
    assertThat(spec.parameters().keySet()).containsExactly("workload.replay");
    assertThat(spec.seed()).isEqualTo(1);
    assertThat(spec.dmaDebug()).isFalse();
  }

  @Test
  void lookForLateralMistakesInNames() {
    Configuration configuration = Conf.with();
    assertRefused(
        () -> configuration.runSpec("x461", "calgary", "strict", "replay"),
        "unknown machine x461; did you mean x460?");
    assertRefused(
        () -> configuration.runSpec("x460", "calgray", "strict", "replay"),
        "unknown IOMMU calgray; did you mean calgary?");
    assertRefused(
        () -> configuration.runSpec("x460", "calgary", "lazy", "replay"),
        "unknown policy lazy; known policies: bounce, cached, contiguous, deferred, deferred-queue,"
            + " shadow, strict");
    assertRefused(
        () -> configuration.runSpec("x460", "calgary", "strict", "off"),
        "unknown workload off; known workloads: replay");
    assertRefused(
        () -> configuration.costProfile("gneric"),
        "unknown cost profile gneric; did you mean generic?");
    assertRefused(
        () -> configuration.runSpec("x460", "off", "strict", "replay"),
        "IOMMU off cannot go with policy strict: off goes with off only");
    assertRefused(
        () -> configuration.runSpec("x460", "dart", "off", "replay"),
        "IOMMU dart cannot go with policy off: off goes with off only");
  }

  @Test
  void refusesUnknownKeysOfPartsThatNoRunUses() {
    Conf.refused(
        folder,
        "run.seed = 3\n\npolicy.deferred.bach = 9\n",
        "a.conf:3: unknown key policy.deferred.bach; did you mean batch?");
    Conf.refused(
        folder,
        "policy {\n strict {\n  x = 1 } }\n",
        "a.conf:3: unknown key policy.strict.x; there are no keys here");
  }

  @Test
  void refusesWrongValuesOfPartsThatNoRunUses() {
    Conf.refused(
        folder,
        "policy.deferred.batch = 100",
        "a.conf:1: policy.deferred.batch is 100; expected a whole number from 1 to 99");
  }

  @Test
  void refusesPartsThatDoNotExist() {
    Conf.refused(
        folder,
        "iommu {\n calgray { table-size = 1M }\n}",
        "a.conf:2: unknown key iommu.calgray; did you mean calgary?");
    Conf.refused("workload.strem.x=1", "unknown key workload.strem; known keys: replay");
  }

  @Test
  void refusesUnknownGroupsAtTheTop() {
    Conf.refused(folder, "iomu.dart {}", "a.conf:1: unknown key iomu; did you mean iommu?");
    Conf.refused("run.sede=1", "unknown key run.sede; did you mean seed?");
  }

  @Test
  void refusesAValueWhereAGroupBelongs() {
    Conf.refused(
        folder,
        "\niommu.calgary = 5",
        "a.conf:2: iommu.calgary is 5; expected a group of keys: iommu.calgary { … }");
    Conf.refused(
        folder,
        "iommu = []",
        "a.conf:1: iommu is the list []; expected a group of keys: iommu { … }");
  }

  @Test
  void leavesGroupsOfTheCallerAlone() {
    Settings settings = Conf.defaults().withOverrides(ImmutableList.of("experiment.name=x"));
    assertThat(new Configuration(settings, Conf.PARTS, ImmutableSet.of("experiment"))).isNotNull();
    assertRefused(() -> Conf.check(settings), "--set experiment.name=x: unknown key experiment");
  }

  @Test
  void namesOneOfThePlacesOfAGroupThatSeveralContributeTo() {
    Path one = Conf.write(folder, "one.conf", "iomu.a = 1");
    Path two = Conf.write(folder, "two.conf", "iomu.b = 1");
    assertThatThrownBy(() -> Conf.check(Conf.defaults().withFile(one).withFile(two)))
        .hasMessageStartingWith(one + ":1: unknown key iomu");
  }

  @Test
  void refusesDefaultsThatDoNotFitTheirOwnParameter() {
    assertThatThrownBy(() -> parts("x", ParameterSpec.integer("ways", 0, 1, 9, "Ways.")))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "default of iommu.x.ways: iommu.x.ways is \"0\"; expected a whole number from 1 to 9");
    assertThatThrownBy(() -> parts("x", ParameterSpec.flag("Ways", true, "Ways.")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("iommu.x.Ways: \"Ways\" is a malformed name");
    assertThatThrownBy(
            () ->
                parts(
                    "x",
                    ParameterSpec.flag("ways", true, "Ways."),
                    ParameterSpec.flag("ways", true, "Ways.")))
        .hasMessage("iommu.x declares ways twice");
    assertThatThrownBy(() -> parts("X"))
        .hasMessageStartingWith("iommu.X: \"X\" is a malformed name");
  }

  private static Parts parts(String name, ParameterSpec... specs) {
    return new Parts(
        ImmutableMap.of("iommu", ImmutableSortedMap.of(name, ImmutableList.copyOf(specs))));
  }

  private static void assertRefused(Runnable action, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(message);
  }
}
