package dev.tollgate.core.policy;

import static dev.tollgate.core.spi.IommuCapability.FAULTS_ON_UNMAPPED;
import static dev.tollgate.core.spi.IommuCapability.UNTRANSLATED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.inject.Guice;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.Applicability.NotApplicable;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.ProtectionPolicy;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import dev.tollgate.core.spi.TollgatePlugin;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandardPoliciesPluginTest {

  private static final ImmutableSet<IommuCapability> NO_IOMMU = ImmutableSet.of(UNTRANSLATED);

  private final Map<String, ProtectionPolicyFactory> factories =
      Guice.createInjector(new StandardPoliciesPlugin().module())
          .getInstance(Key.get(new TypeLiteral<Map<String, ProtectionPolicyFactory>>() {}));

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(TollgatePlugin.class))
        .filteredOn(plugin -> plugin.id().equals("policies"))
        .singleElement()
        .isInstanceOf(StandardPoliciesPlugin.class);
  }

  @Test
  void bindsItsPoliciesByName() {
    assertThat(factories)
        .containsOnlyKeys(
            "off",
            "strict",
            "deferred",
            "deferred-queue",
            "cached",
            "never-free",
            "native",
            "bounce",
            "shadow",
            "batched",
            "contiguous",
            "pooled",
            "pre-allocated",
            "identity");
    assertThat(factories.values())
        .allSatisfy(factory -> assertThat(factory.description()).endsWith("."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "strict",
        "deferred",
        "deferred-queue",
        "cached",
        "never-free",
        "native",
        "bounce",
        "shadow",
        "batched",
        "contiguous",
        "pooled",
        "identity"
      })
  void appliesToEveryIommuButNotToNone(String name) {
    ProtectionPolicyFactory factory = factory(name);
    assertThat(factory.on(ImmutableSet.of())).isEqualTo(Applicability.applicable());
    assertThat(factory.on(ImmutableSet.of(FAULTS_ON_UNMAPPED)))
        .isEqualTo(Applicability.applicable());
    assertThat(factory.on(NO_IOMMU))
        .isEqualTo(new NotApplicable("there is no IOMMU to protect memory with"));
  }

  @Test
  void offAppliesExactlyWhereThereIsNoIommu() {
    assertThat(factory("off").on(NO_IOMMU)).isEqualTo(Applicability.applicable());
    assertThat(factory("off").on(ImmutableSet.of()))
        .isEqualTo(new NotApplicable("the IOMMU does not let physical addresses pass"));
  }

  @Test
  void offAnswersPhysicalAddressesAndTouchesNothing() {
    SlowIommu iommu = new SlowIommu(4);
    ProtectionPolicy off = factory("off").create(PolicyBench.context(iommu), Parameters.NONE);
    assertThat(off.map(0x12345678L, 4096, DmaDirection.TO_DEVICE, 16)).isEqualTo(0x12345678L);
    off.unmap(0x12345678L, 4096, DmaDirection.TO_DEVICE);
    off.close();
    assertThat(iommu.news()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "strict, StrictPolicy",
    "deferred, DeferredPolicy",
    "batched, BatchedPolicy",
    "pooled, PooledPolicy",
    "identity, IdentityPolicy",
    "never-free, CachedPolicy",
  })
  void eachFactoryMakesItsPolicy(String name, String policy) {
    assertThat(factory(name).parameters()).isEmpty();
    assertThat(factory(name).create(PolicyBench.context(new SlowIommu(8)), Parameters.NONE))
        .extracting(made -> made.getClass().getSimpleName())
        .isEqualTo(policy);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "5, 8", "8, 8", "9, 16"})
  void areasAreRoundedUpToAPowerOfTwo(long area, int pages) {
    SlowIommu iommu = new SlowIommu(64);
    ProtectionPolicyFactory contiguous = factory("contiguous");
    assertThat(contiguous.parameters()).extracting(ParameterSpec::name).containsExactly("area");
    contiguous
        .create(
            PolicyBench.context(iommu),
            new Parameters("policy.contiguous", ImmutableSortedMap.of("area", area)))
        .map(0x1000, 1, DmaDirection.TO_DEVICE, 1);
    assertThat(iommu.used()).isEqualTo(pages);
  }

  private ProtectionPolicyFactory factory(String name) {
    return Objects.requireNonNull(factories.get(name), name);
  }
}
