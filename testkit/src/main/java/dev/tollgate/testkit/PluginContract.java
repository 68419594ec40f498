package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.boot.PluginInfo;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.Names;
import dev.tollgate.core.settings.ReferenceConf;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.ParameterType;
import dev.tollgate.core.spi.TollgatePlugin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What every plugin must keep to, whatever it contributes: a plugin's own test extends this class
 * and names the {@link #id} it expects to be found under.
 *
 * <pre>{@code
 * class CalgaryPluginContractTest extends PluginContract {
 *   @Override
 *   protected String id() {
 *     return "iommu-calgary";
 *   }
 * }
 * }</pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class PluginContract {

  private static final ImmutableSet<ParameterType> ANY_TEXT =
      ImmutableSet.of(ParameterType.TEXT, ParameterType.FILE, ParameterType.OUTPUT_FILE);

  private static final String SERVICES = "META-INF/services/" + TollgatePlugin.class.getName();

  /** The id of the plugin under test. */
  protected abstract String id();

  @Test
  void theTestIsNamedAfterThePlugin() {
    assertThat(getClass().getSimpleName())
        .as("name of the test class")
        .isEqualTo(pluginClass().getSimpleName() + "ContractTest");
  }

  @Test
  void thePluginIsFoundUnderItsId() {
    assertThat(Names.isWellFormed(id())).as("%s has the form: %s", id(), Names.FORM).isTrue();
    assertThat(info().parts()).as("parts that the plugin contributes").isNotEmpty();
  }

  @Test
  void thePluginIsRegisteredOnce() {
    Class<?> type = pluginClass();
    List<String> lines = serviceLines().filter(type.getName()::equals).toList();
    assertThat(lines).as("lines of %s that name %s", SERVICES, type.getName()).hasSize(1);
  }

  @Test
  void thePluginClassCanBeMadeByAnybody() throws ReflectiveOperationException {
    Class<? extends TollgatePlugin> type = pluginClass();
    assertThat(Modifier.isPublic(type.getModifiers())).as("%s is public", type).isTrue();
    assertThat(Modifier.isPublic(type.getConstructor().getModifiers())).isTrue();
    TollgatePlugin plugin = type.getConstructor().newInstance();
    assertThat(plugin.id()).as("id of a second instance").isEqualTo(id());
    assertThat(plugin.module()).as("its module").isNotNull();
  }

  @Test
  void everyPartIsDescribedInOneLine() {
    assertThat(parts())
        .allSatisfy(
            part ->
                assertThat(part.description())
                    .as("description of %s", part.path())
                    .isNotBlank()
                    .endsWith(".")
                    .doesNotContain("\n")
                    .isEqualTo(part.description().strip()));
  }

  @Test
  void everyParameterIsDocumented() {
    forEachParameter(
        (path, spec) -> {
          assertThat(Names.isWellFormed(spec.name())).as("name of %s", path).isTrue();
          assertThat(spec.doc())
              .as("documentation of %s", path)
              .isNotBlank()
              .endsWith(".")
              .doesNotContain("\n");
        });
  }

  @Test
  void everyParameterSaysWhatItAllows() {
    forEachParameter(
        (path, spec) -> {
          assertThat(spec.minimum()).as("least %s", path).isLessThanOrEqualTo(spec.maximum());
          assertThat(spec.choices()).as("choices of %s", path).doesNotHaveDuplicates();
          if (spec.type() == ParameterType.CHOICE) {
            assertThat(spec.choices()).as("choices of %s", path).hasSizeGreaterThan(1);
          }
        });
  }

  @Test
  void everyDefaultAndEveryChoiceIsAccepted() {
    forEachParameter(
        (path, spec) -> {
          configure(path, spec.defaultValue());
          spec.choices().forEach(choice -> configure(path, choice));
        });
  }

  @Test
  void valuesThatDoNotFitAreRefused() {
    forEachParameter(
        (path, spec) -> {
          if (!ANY_TEXT.contains(spec.type())) {
            assertRefused(path, "no-such-value");
          }
          if (spec.type() == ParameterType.INTEGER && spec.minimum() > Long.MIN_VALUE) {
            assertRefused(path, Long.toString(spec.minimum() - 1));
          }
          if (spec.type() == ParameterType.INTEGER && spec.maximum() < Long.MAX_VALUE) {
            assertRefused(path, Long.toString(spec.maximum() + 1));
          }
        });
  }

  @Test
  void unknownParametersAreRefused() {
    assertThat(parts()).allSatisfy(part -> assertRefused(part.path() + ".no-such-parameter", "1"));
  }

  @Test
  void referenceConfAgreesWithTheParameters() {
    assertThat(parts())
        .allSatisfy(
            part ->
                assertThat(ReferenceConf.verify(part.parameters(), part.path()))
                    .as("where reference.conf and the parameters of %s differ", part.path())
                    .isEmpty());
  }

  // What it contributes.

  /** A part as its factory describes it. */
  private record Part(String path, String description, ImmutableList<ParameterSpec> parameters) {}

  /** Does something with a parameter. */
  private interface ParameterCheck {
    void check(String path, ParameterSpec spec);
  }

  private void forEachParameter(ParameterCheck check) {
    for (Part part : parts()) {
      part.parameters().forEach(spec -> check.check(part.path() + "." + spec.name(), spec));
    }
  }

  private List<Part> parts() {
    Tollgate tollgate = InstalledParts.tollgate();
    return Stream.of(
            tollgate.allocators().entrySet().stream()
                .map(
                    e ->
                        new Part(
                            "allocator." + e.getKey(),
                            e.getValue().description(),
                            e.getValue().parameters())),
            tollgate.environments().entrySet().stream()
                .map(
                    e ->
                        new Part(
                            "environment." + e.getKey(),
                            e.getValue().description(),
                            e.getValue().parameters())),
            tollgate.iommus().entrySet().stream()
                .map(
                    e ->
                        new Part(
                            "iommu." + e.getKey(),
                            e.getValue().description(),
                            e.getValue().parameters())),
            tollgate.policies().entrySet().stream()
                .map(
                    e ->
                        new Part(
                            "policy." + e.getKey(),
                            e.getValue().description(),
                            e.getValue().parameters())),
            tollgate.workloads().entrySet().stream()
                .map(
                    e ->
                        new Part(
                            "workload." + e.getKey(),
                            e.getValue().description(),
                            e.getValue().parameters())))
        .flatMap(parts -> parts)
        .filter(part -> info().parts().contains(part.path()))
        .toList();
  }

  private PluginInfo info() {
    return InstalledParts.tollgate().plugins().stream()
        .filter(plugin -> plugin.id().equals(id()))
        .findAny()
        .orElseThrow(
            () ->
                new AssertionError(
                    "no plugin %s was found; found: %s. Does %s name its class?"
                        .formatted(id(), InstalledParts.tollgate().plugins(), SERVICES)));
  }

  private Class<? extends TollgatePlugin> pluginClass() {
    return ServiceLoader.load(TollgatePlugin.class, Tollgate.class.getClassLoader()).stream()
        .filter(provider -> provider.get().id().equals(id()))
        .findAny()
        .orElseThrow(() -> new AssertionError("no plugin " + id() + " was found"))
        .type();
  }

  private static Stream<String> serviceLines() {
    try {
      return Collections.list(Tollgate.class.getClassLoader().getResources(SERVICES)).stream()
          .flatMap(PluginContract::lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> lines(URL file) {
    try (InputStream in = file.openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.replaceAll("#.*", "").strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void configure(String path, String value) {
    Tollgate tollgate = InstalledParts.tollgate();
    tollgate.configure(
        tollgate.settings().withOverrides(ImmutableList.of(path + "=\"" + value + "\"")));
  }

  private static void assertRefused(String path, String value) {
    assertThatThrownBy(() -> configure(path, value))
        .as("%s = %s", path, value)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(path);
  }
}
