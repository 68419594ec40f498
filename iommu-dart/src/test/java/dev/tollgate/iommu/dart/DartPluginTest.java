package dev.tollgate.iommu.dart;

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
class DartPluginTest {

  @Test
  void theServiceIsFoundAndBindsTheFactoryUnderStrictRules() {
    TollgatePlugin plugin =
        ServiceLoader.load(TollgatePlugin.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(found -> found instanceof DartPlugin)
            .findFirst()
            .orElseThrow();
    assertThat(plugin.id()).isEqualTo("iommu-dart");
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
    assertThat(factories).containsOnlyKeys("dart");
    assertThat(factories.get("dart")).isInstanceOf(DartFactory.class);
  }

  @Test
  void itInvalidatesAtMapAndOnlyU4Selects() {
    assertThat(new DartFactory().capabilities(Dart.parameters("model", "u3")))
        .containsExactly(IommuCapability.INVALIDATES_ON_MAP);
    assertThat(new DartFactory().capabilities(Dart.parameters("model", "u4")))
        .containsExactlyInAnyOrder(
            IommuCapability.INVALIDATES_ON_MAP, IommuCapability.SELECTIVE_INVALIDATION);
  }

  @Test
  void theReferenceFileAgreesWithTheDeclarations() {
    assertThat(ReferenceConf.verify(DartConfiguration.PARAMETERS, "iommu.dart")).isEmpty();
  }

  @Test
  void everyParameterSaysWhatItIs() {
    for (ParameterSpec spec : DartConfiguration.PARAMETERS) {
      assertThat(spec.doc()).as(spec.name()).endsWith(".").doesNotContain("  ");
    }
    assertThat(DartConfiguration.PARAMETERS.stream().map(ParameterSpec::name))
        .doesNotHaveDuplicates();
  }

  @Test
  void aCacheShapeThatCannotBeIsBadInput() {
    assertThatThrownBy(() -> Dart.with("tlb-entries", 10L, "tlb-ways", 4L))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("iommu.dart.tlb-ways")
        .hasMessageContaining("10 entries cannot have 4 ways");
  }

  @Test
  void u3HasNoBypass() {
    assertThatThrownBy(() -> Dart.with("model", "u3", "bypass", true))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("iommu.dart.bypass")
        .hasMessageContaining("model = u4");
  }
}
