package dev.tollgate.core.safety;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.DmaDirection;
import org.junit.jupiter.api.Test;

/** Entries that a hypervisor makes within its own operations count like any others. */
class EnteredByHypervisorTest {

  private static final long US = 1_000_000; // picoseconds
  private static final long PAGE = 7;
  private static final long BUS = (PAGE << 12) + 64;

  private final Scene scene = Scene.caching(8);

  @Test
  void windowBeginsWhenTheDeviceIsDoneAndEndsWhenTheUnitForgets() {
    scene.iommu.map(0, PAGE, 1, 0x50, DmaDirection.TO_DEVICE);
    scene.ledger.entered(0, PAGE, 0x50, DmaDirection.TO_DEVICE);
    scene.at(1_000);
    scene.ledger.granted(0, BUS, 1000, (0x50L << 12) + 64, DmaDirection.TO_DEVICE);
    scene.dma(0, BUS, 1, false);
    scene.at(3_000);
    scene.ledger.revoked(0, BUS, 1000, DmaDirection.TO_DEVICE);
    scene.at(6_000);
    scene.iommu.unmap(0, PAGE, 1);
    scene.ledger.cleared(0, PAGE);
    scene.at(8_000);
    scene.iommu.invalidate(0, PAGE, 1);
    scene.ledger.forgot(0, PAGE, 1);
    scene.at(9_000);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("stale.windows")).isEqualTo(1);
    assertThat(metrics.get("stale.max")).isEqualTo(5 * US);
    assertThat(metrics.get("stale.open")).isZero();
    assertThat(metrics.get("worst.open")).isZero();
    assertThat(metrics.get("accesses.entitled")).isEqualTo(1);
  }

  @Test
  void rightThatIsTakenBackIsNoExcessAnyMore() {
    scene.ledger.entered(0, PAGE, 0x50, DmaDirection.BIDIRECTIONAL);
    scene.ledger.granted(0, BUS, 4000, (0x50L << 12) + 64, DmaDirection.TO_DEVICE);
    scene.at(4_000);
    scene.ledger.cleared(0, PAGE);
    scene.ledger.entered(0, PAGE, 0x50, DmaDirection.TO_DEVICE);
    scene.ledger.forgot(0, PAGE, 1);
    scene.at(8_000);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("rights.write"))
        .as("4000 bytes for 4 us")
        .isEqualTo(metrics.get("reach.entitled") / 2);
  }
}
