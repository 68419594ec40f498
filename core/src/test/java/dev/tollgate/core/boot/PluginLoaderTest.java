package dev.tollgate.core.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginLoaderTest {

  private final Path folder;

  PluginLoaderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private ImmutableList<LoadedPlugin> load() {
    return load(PluginFolder.loader(folder, PluginLoaderTest.class.getClassLoader()));
  }

  /** The plugins in the folder, without those that come with the core. */
  private ImmutableList<LoadedPlugin> load(ClassLoader loader) {
    return PluginLoader.load(loader).stream()
        .filter(plugin -> plugin.location().startsWith(folder.toString()))
        .collect(ImmutableList.toImmutableList());
  }

  private AbstractThrowableAssert<?, ?> assertRefused() {
    return assertThatThrownBy(this::load).isInstanceOf(BadInputException.class);
  }

  private Path jar(String name) {
    return folder.resolve(name);
  }

  @Test
  void findsPluginsInTheJarsOfAFolder() throws IOException {
    PluginJar.of("One", "\"iommu-one\"", "").version("1.2.3").write(jar("one.jar"));
    Files.writeString(jar("README.txt"), "Drop jars here.");
    ImmutableList<LoadedPlugin> plugins = load();
    assertThat(plugins).hasSize(1);
    assertThat(plugins.get(0).id()).isEqualTo("iommu-one");
    assertThat(plugins.get(0).version()).isEqualTo("1.2.3");
    assertThat(plugins.get(0).location()).isEqualTo(jar("one.jar").toString());
    assertThat(plugins.get(0)).hasToString("iommu-one (" + jar("one.jar") + ")");
  }

  @Test
  void saysSoWhenAJarHasNoVersion() {
    PluginJar.of("One", "\"one\"", "").write(jar("one.jar"));
    assertThat(load().get(0).version()).isEqualTo("unversioned");
  }

  @Test
  void sortsByIdWhateverTheOrderOfTheClassPath() throws IOException {
    URL a = PluginJar.of("A", "\"zebra\"", "").write(jar("a.jar")).toUri().toURL();
    URL b = PluginJar.of("B", "\"ape\"", "").write(jar("b.jar")).toUri().toURL();
    for (List<URL> order : List.of(List.of(a, b), List.of(b, a))) {
      ClassLoader loader =
          new URLClassLoader(order.toArray(URL[]::new), getClass().getClassLoader());
      assertThat(load(loader).stream().map(LoadedPlugin::id)).containsExactly("ape", "zebra");
    }
  }

  @Test
  void findsSeveralPluginsInOneJarAndNoneInAnEmptyFolder() {
    assertThat(load()).isEmpty();
    PluginJar.of("One", "\"one\"", "")
        .plugin("Two", "\"two\"", "")
        .service("Two")
        .write(jar("x.jar"));
    assertThat(load()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Dart",
        "iommu_dart",
        "iommu--dart",
        "-dart",
        "dart-",
        "9dart",
        "iommu dart",
        "ïommu"
      })
  void refusesIdsThatAreBlankOrMalformed(String id) {
    PluginJar.of("One", "\"" + id + "\"", "").write(jar("one.jar"));
    assertRefused()
        .hasMessage(
            "plugin class strange.One in %s has the id \"%s\"; expected lower-case letters and"
                + " digits, beginning with a letter, words joined by single hyphens",
            jar("one.jar"), id);
  }

  @Test
  void refusesANullId() {
    PluginJar.of("One", "null", "").write(jar("one.jar"));
    assertRefused()
        .hasMessageStartingWith(
            "plugin class strange.One in %s has the id \"null\"", jar("one.jar"));
  }

  @Test
  void namesBothJarsOfADuplicateId() {
    PluginJar.of("One", "\"dart\"", "").write(jar("one.jar"));
    PluginJar.of("Two", "\"dart\"", "").write(jar("two.jar"));
    assertRefused()
        .hasMessage(
            "two plugins have the id dart: one in %s, one in %s; remove or rename one",
            jar("one.jar"), jar("two.jar"));
  }

  @Test
  void namesBothJarsThatOfferTheSameClass() {
    PluginJar.of("One", "\"dart\"", "").version("1").write(jar("dart-1.jar"));
    PluginJar.of("One", "\"dart\"", "").version("2").write(jar("dart-2.jar"));
    assertRefused()
        .hasMessage(
            "plugin class strange.One is offered twice, by %s and %s; remove all but one",
            jar("dart-1.jar"), jar("dart-2.jar"));
  }

  @Test
  void namesThePluginThatCannotBeConstructed() {
    PluginJar.of("Good", "\"good\"", "").write(jar("good.jar"));
    PluginJar.of("One", "\"one\" + (1 / 0)", "").write(jar("one.jar"));
    assertRefused()
        .hasMessage(
            "plugin class strange.One in %s cannot be started: java.lang.ArithmeticException: / by"
                + " zero",
            jar("one.jar"));
  }

  @Test
  void namesThePluginWhoseConstructorFails() {
    new PluginJar()
        .source(
            "One",
            """
            package strange;
            public class One implements dev.tollgate.core.spi.TollgatePlugin {
              public One() { throw new IllegalStateException("no such luck"); }
              public String id() { return "one"; }
              public com.google.inject.Module module() { return b -> {}; }
            }
            """)
        .service("One")
        .write(jar("one.jar"));
    assertRefused()
        .hasMessage(
            "plugin class strange.One in %s cannot be started: java.lang.IllegalStateException: no"
                + " such luck",
            jar("one.jar"));
  }

  @Test
  void namesThePluginWithoutPublicConstructor() {
    new PluginJar()
        .source("One", "package strange; public class One { private One() {} }")
        .service("One")
        .write(jar("one.jar"));
    assertRefused()
        .hasMessageStartingWith(
            "plugin class strange.One in %s cannot be started: java.util.ServiceConfigurationError:",
            jar("one.jar"));
  }

  @Test
  void namesThePluginWithoutModule() {
    new PluginJar()
        .source(
            "One",
            """
            package strange;
            public class One implements dev.tollgate.core.spi.TollgatePlugin {
              public String id() { return "one"; }
              public com.google.inject.Module module() { return null; }
            }
            """)
        .service("One")
        .write(jar("one.jar"));
    assertRefused().hasMessage("plugin class strange.One in %s has no module", jar("one.jar"));
  }

  @Test
  void namesTheJarWhosePluginClassIsMissing() {
    new PluginJar().service("Gone").write(jar("gone.jar"));
    assertRefused()
        .hasMessageStartingWith(
            "plugin class strange.Gone in %s cannot be started: ", jar("gone.jar"));
  }

  @Test
  void namesThePluginWhoseSuperclassIsMissing() {
    PluginJar.of("Base", "\"base\"", "")
        .source("One", "package strange; public class One extends Base {}")
        .service("One")
        .without("Base")
        .write(jar("one.jar"));
    assertRefused().hasMessageContaining("in %s cannot be started: ", jar("one.jar"));
  }

  @Test
  void namesThePluginWhoseClassFileIsDamaged() {
    new PluginJar()
        .source("Two", "package strange; public class Two {}")
        .misname("Two", "One")
        .service("One")
        .write(jar("one.jar"));
    assertRefused()
        .hasMessageStartingWith(
            "plugin class strange.One in %s cannot be started: java.lang.NoClassDefFoundError",
            jar("one.jar"));
  }

  @Test
  void namesTheJarWhoseServicesFileIsNone() {
    new PluginJar()
        .file("META-INF/services/dev.tollgate.core.spi.TollgatePlugin", "two words\n")
        .write(jar("one.jar"));
    assertRefused()
        .hasMessageStartingWith("plugin class two words in %s cannot be started: ", jar("one.jar"));
  }

  @Test
  void refusesAFolderThatIsNone() throws IOException {
    Path file = Files.writeString(jar("file"), "");
    assertThatThrownBy(() -> PluginFolder.loader(file, getClass().getClassLoader()))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + " is no folder; expected a folder of plugin jars");
    assertThatThrownBy(() -> PluginFolder.loader(jar("gone"), getClass().getClassLoader()))
        .isInstanceOf(BadInputException.class)
        .hasMessage(jar("gone") + " does not exist; expected a folder of plugin jars");
  }

  @Test
  void refusesAJarThatIsNone() throws IOException {
    Files.writeString(jar("bad.jar"), "junk");
    assertRefused().hasMessageStartingWith(jar("bad.jar") + " is no readable jar: ");
  }
}
