package dev.tollgate.cli.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class PriceRangeTest {

  @Test
  void aWideRangeHasWholeCyclesANarrowOneThousandths() {
    PriceRange wide = new PriceRange("lock", new BigDecimal("150"), new BigDecimal("400"));
    assertThat(wide.at(0)).isEqualByComparingTo("150");
    assertThat(wide.at(1)).isEqualByComparingTo("154");
    assertThat(wide.at(64)).hasToString("400");
    PriceRange narrow = new PriceRange("copy", new BigDecimal("0.1"), new BigDecimal("0.4"));
    assertThat(narrow.at(1)).isEqualByComparingTo("0.105");
    assertThat(narrow.at(64)).isEqualByComparingTo("0.4");
  }

  @Test
  void theNearestPlaceIsOnTheGrid() {
    PriceRange range = new PriceRange("lock", new BigDecimal("150"), new BigDecimal("400"));
    for (int place = 0; place <= PriceRange.STEPS; place++) {
      assertThat(range.nearest(range.at(place))).isEqualTo(place);
    }
    assertThat(range.nearest(BigDecimal.ONE)).isZero();
    assertThat(range.nearest(new BigDecimal("9000"))).isEqualTo(64);
  }
}
