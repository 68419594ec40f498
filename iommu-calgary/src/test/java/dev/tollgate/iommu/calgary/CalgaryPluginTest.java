package dev.tollgate.iommu.calgary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Stage;
import com.google.inject.TypeLiteral;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.ReferenceConf;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.TollgatePlugin;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** How the plugin is found, bound and configured. */
class CalgaryPluginTest {

  @Test
  void theServiceIsFoundAndBindsTheFactoryUnderStrictRules() {
    TollgatePlugin plugin =
        ServiceLoader.load(TollgatePlugin.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(found -> found instanceof CalgaryPlugin)
            .findFirst()
            .orElseThrow();
    assertThat(plugin.id()).isEqualTo("iommu-calgary");
    Injector injector =
        Guice.createInjector(
            Stage.PRODUCTION,
            new AbstractModule() {
              @Override
              protected void configure() {
                binder().requireExplicitBindings();
                binder().requireAtInjectOnConstructors();
                binder().requireExactBindingAnnotations();
                binder().disableCircularProxies();
                install(plugin.module());
              }
            });
    Map<String, IommuFactory> factories =
        injector.getInstance(Key.get(new TypeLiteral<Map<String, IommuFactory>>() {}));
    assertThat(factories).containsOnlyKeys("calgary");
    assertThat(factories.get("calgary")).isInstanceOf(CalgaryFactory.class);
  }

  @Test
  void itFaultsAndKnowsReadOnlyEntriesButCannotSelect() {
    assertThat(new CalgaryFactory().capabilities(Calgary.parameters()))
        .containsExactlyInAnyOrder(
            IommuCapability.FAULTS_ON_UNMAPPED, IommuCapability.READ_ONLY_ENTRIES);
  }

  @Test
  void theReferenceFileAgreesWithTheDeclarations() {
    assertThat(ReferenceConf.verify(CalgaryConfiguration.PARAMETERS, "iommu.calgary")).isEmpty();
  }

  @Test
  void everyParameterSaysWhatItIs() {
    for (ParameterSpec spec : CalgaryConfiguration.PARAMETERS) {
      assertThat(spec.doc()).as(spec.name()).endsWith(".").doesNotContain("  ");
    }
    assertThat(CalgaryConfiguration.PARAMETERS.stream().map(ParameterSpec::name))
        .doesNotHaveDuplicates();
  }

  @Test
  void aCacheShapeThatCannotBeIsBadInput() {
    assertThatThrownBy(() -> Calgary.with("tce-cache-entries", 10L, "tce-cache-ways", 4L))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("iommu.calgary.tce-cache-ways")
        .hasMessageContaining("10 entries cannot have 4 ways");
    assertThatThrownBy(
            () ->
                Calgary.with(
                    "tce-cache-entries", 6L, "tce-cache-ways", 3L, "tce-cache-replacement", "plru"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("power of two of ways, not 3");
  }
}
