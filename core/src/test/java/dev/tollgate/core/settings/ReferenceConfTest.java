package dev.tollgate.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceConfTest {

  private static final String CALGARY =
      """
      iommu.calgary {
        # Size of the table.
        table-size = 8 MiB
        # Whether to reserve.
        reserve = true
        # Ways of the cache.
        ways = 4
        # How often the watchdog looks.
        watchdog = 2000 ms
        # Which driver.
        driver = 2006
        # Anything.
        note = ""
      }
      """;

  private final Path folder;

  ReferenceConfTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** A class loader that sees one reference.conf beside the core's. */
  private ClassLoader loader(String text) {
    return loader("plugin", text, ReferenceConfTest.class.getClassLoader());
  }

  private ClassLoader loader(String name, String text, ClassLoader parent) {
    try {
      Path root = Files.createDirectories(folder.resolve(name));
      Conf.write(root, "reference.conf", text);
      return new URLClassLoader(new URL[] {root.toUri().toURL()}, parent);
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void agreesWithTheCoresOwnDeclarations() {
    assertThat(ReferenceConf.verify(Configuration.RUN, "run")).isEmpty();
  }

  @Test
  void agreesWhereEveryValueMeansTheDefault() {
    assertThat(ReferenceConf.verify(Conf.CALGARY, "iommu.calgary", loader(CALGARY))).isEmpty();
    assertThat(ReferenceConf.verify(ImmutableList.of(), "iommu.dart", loader(CALGARY))).isEmpty();
  }

  @Test
  void namesEveryDifference() {
    String text =
        CALGARY
            .replace("ways = 4", "ways = 8")
            .replace("  # Which driver.\n", "")
            .replace("note = \"\"", "mark = \"\"");
    assertThat(ReferenceConf.verify(Conf.CALGARY, "iommu.calgary", loader(text)))
        .containsExactly(
            "iommu.calgary.ways is 8 in reference.conf but 4 is declared",
            "iommu.calgary.driver has no comment in reference.conf",
            "iommu.calgary.note is declared but not in reference.conf",
            "iommu.calgary.mark is in reference.conf but not declared");
    assertThat(ReferenceConf.verify(Conf.CALGARY, "iommu.calgary")).hasSize(Conf.CALGARY.size());
  }

  @Test
  void showsUsersTheDefaultsOfPlugins() {
    Settings settings = Settings.defaults(loader(CALGARY.replace("ways = 4", "ways = 8")));
    assertThat(
            Conf.check(settings)
                .runSpec("lab", "calgary", "strict", "replay")
                .parametersOf("iommu", "calgary")
                .integer("ways"))
        .isEqualTo(8);
  }

  @Test
  void complainsOfAPluginsFileLikeOfAnyOther() {
    Settings settings = Settings.defaults(loader("\niommu.calgary.wasy = 8"));
    assertThatThrownBy(() -> Conf.check(settings))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "%s:2: unknown key iommu.calgary.wasy; did you mean ways?",
            folder.resolve("plugin/reference.conf"));
  }

  @Test
  void refusesTwoFilesThatSetTheSameKey() {
    ClassLoader one = loader("one", "iommu { calgary { ways = 2 } }", getClass().getClassLoader());
    ClassLoader two = loader("two", "iommu.calgary.ways = 2", one);
    assertThatThrownBy(() -> Settings.defaults(two))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "%s:1: iommu.calgary.ways is set by %s:1 too",
            folder.resolve("two/reference.conf"), folder.resolve("one/reference.conf"));
  }

  @Test
  void mergesPricesThatPluginsAddToTheCoresProfiles() {
    Settings settings =
        Settings.defaults(
            loader(
                "costs.x460.prices.hop { cycles = 2, grade = estimated, source = \"a guess\" }"));
    Configuration configuration = Conf.check(settings);
    assertThat(configuration.costProfile("x460").prices()).containsKeys("hop", "mmio-read");
    assertThat(configuration.warnings()).isEmpty();
  }

  @Test
  void ignoresGroupsOfOtherLibraries() {
    Settings settings =
        Settings.defaults(loader("akka { home = ${?HOME}, x = ${user.name} }\nrun {}"));
    assertThat(Conf.check(settings).machines()).contains("x460");
    assertThat(settings.merged().hasPath("akka")).isFalse();
  }

  @Test
  void namesAMalformedFile() {
    assertThatThrownBy(() -> Settings.defaults(loader("run {\n seed = 1 ]")))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(folder.resolve("plugin/reference.conf") + ":2: ");
  }
}
