package dev.tollgate.iommu.dart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.IommuCapability;
import org.junit.jupiter.api.Test;

/** What the parameters decide beyond what every plugin is tested for. */
class DartPluginTest {

  @Test
  void itInvalidatesAtMapAndOnlyU4Selects() {
    assertThat(new DartFactory().capabilities(Dart.parameters("model", "u3")))
        .containsExactly(IommuCapability.INVALIDATES_ON_MAP);
    assertThat(new DartFactory().capabilities(Dart.parameters("model", "u4")))
        .containsExactlyInAnyOrder(
            IommuCapability.INVALIDATES_ON_MAP, IommuCapability.SELECTIVE_INVALIDATION);
  }

  @Test
  void aCacheShapeThatCannotBeIsBadInput() {
    assertThatThrownBy(() -> Dart.with("tlb-entries", 10L, "tlb-ways", 4L))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("iommu.dart.tlb-ways")
        .hasMessageContaining("10 entries cannot have 4 ways");
    assertThatThrownBy(
            () -> Dart.with("tlb-entries", 6L, "tlb-ways", 3L, "tlb-replacement", "plru"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("power of two of ways, not 3");
  }

  @Test
  void u3HasNoBypass() {
    assertThatThrownBy(() -> Dart.with("model", "u3", "bypass", true))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("iommu.dart.bypass")
        .hasMessageContaining("model = u4");
  }
}
