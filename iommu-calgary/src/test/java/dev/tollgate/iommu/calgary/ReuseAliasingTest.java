package dev.tollgate.iommu.calgary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.DmaDirection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The hazard of deferring flushes to the wrap: a page freed ahead of the hint is handed out again
 * in the same lap, while the TCE cache still has what it led to before.
 */
class ReuseAliasingTest {

  private static final long OLD_FRAME = 0xaaaa;
  private static final long NEW_FRAME = 0xbbbb;

  @ParameterizedTest
  @ValueSource(strings = {"calgary", "calioc2"})
  void aStaleEntryShadowsTheNewMappingOfItsPage(String chip) {
    Calgary calgary = Calgary.with("chip", chip);
    churnUpTo(calgary, 999);
    long page = calgary.map(1, OLD_FRAME, DmaDirection.FROM_DEVICE);
    assertThat(page).isEqualTo(1000);
    churnUpTo(calgary, 8190); // the last entry is never handed out
    assertThat(calgary.driver().flushes()).isZero();
    churnUpTo(calgary, 499);
    assertThat(calgary.driver().flushes()).isEqualTo(1); // the wrap
    assertThat(calgary.frameAt(page, true)).isEqualTo(OLD_FRAME); // cached after the flush

    calgary.unmap(page, 1); // ahead of the hint
    churnUpTo(calgary, 999);
    long reused = calgary.map(1, NEW_FRAME, DmaDirection.FROM_DEVICE);

    assertThat(reused).isEqualTo(page);
    assertThat(calgary.driver().flushes()).isEqualTo(1);
    assertThat(calgary.driver().table().read(page) >> 12).isEqualTo(NEW_FRAME);
    assertThat(calgary.frameAt(page, true)).isEqualTo(OLD_FRAME); // the driver believes otherwise
    calgary.iommu.check(); // which is how the hardware works, no defect of the model

    calgary.iommu.invalidateAll(0);
    assertThat(calgary.frameAt(page, true)).isEqualTo(NEW_FRAME);
  }

  @Test
  void withoutAnAccessInBetweenNothingIsShadowed() {
    Calgary calgary = Calgary.with();
    churnUpTo(calgary, 999);
    long page = calgary.map(1, OLD_FRAME, DmaDirection.FROM_DEVICE);
    churnUpTo(calgary, 499);
    calgary.unmap(page, 1);
    churnUpTo(calgary, 999);
    assertThat(calgary.map(1, NEW_FRAME, DmaDirection.FROM_DEVICE)).isEqualTo(page);
    assertThat(calgary.frameAt(page, true)).isEqualTo(NEW_FRAME);
  }

  /** Maps and unmaps page after page until {@code last} was handed out. */
  private static void churnUpTo(Calgary calgary, long last) {
    long page;
    do {
      page = calgary.map(1, 1, DmaDirection.TO_DEVICE);
      calgary.unmap(page, 1);
    } while (page != last);
  }
}
