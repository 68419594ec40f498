package dev.tollgate.core.iommu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IotlbGeometryTest {

  @Test
  void fullMeansOneSetOfAllEntries() {
    IotlbGeometry geometry = new IotlbGeometry(48, IotlbGeometry.FULL, Replacement.LRU);

    assertThat(geometry.ways()).isEqualTo(48);
    assertThat(geometry.sets()).isEqualTo(1);
    assertThat(geometry).isEqualTo(IotlbGeometry.fullyAssociative(48, Replacement.LRU));
  }

  @Test
  void setsMayBeAnyWholeNumber() {
    assertThat(new IotlbGeometry(60, 4, Replacement.PLRU).sets()).isEqualTo(15);
    assertThat(IotlbGeometry.directMapped(60).sets()).isEqualTo(60);
    assertThat(IotlbGeometry.none().entries()).isZero();
    assertThat(IotlbGeometry.none().sets()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 0, LRU, 0 to 16777216 entries",
    "16777217, 1, LRU, 0 to 16777216 entries",
    "16, 3, LRU, must divide",
    "16, 32, LRU, must divide",
    "16, -4, LRU, must divide",
    "24, 0, PLRU, power of two",
    "24, 6, PLRU, power of two",
  })
  void refusesImpossibleShapes(int entries, int ways, Replacement replacement, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IotlbGeometry(entries, ways, replacement))
        .withMessageContaining(reason);
  }
}
