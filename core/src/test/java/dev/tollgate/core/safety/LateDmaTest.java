package dev.tollgate.core.safety;

import static dev.tollgate.core.dma.DmaDirection.TO_DEVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.safety.Scene.Then;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What one more DMA would meet right after unmap, judged without making it. */
class LateDmaTest {

  private final Scene scene = Scene.caching(8);

  private long used(long ioPage) {
    long bus = scene.map(0, ioPage, ioPage << 12, 100, TO_DEVICE);
    scene.dma(0, bus, 1, false);
    return bus;
  }

  private void expect(long reached, long absorbed, long detected) {
    Metrics metrics = scene.finish();
    assertThat(metrics.get("late.reached")).isEqualTo(reached);
    assertThat(metrics.get("late.absorbed")).isEqualTo(absorbed);
    assertThat(metrics.get("late.detected")).isEqualTo(detected);
  }

  @Test
  void callThatInvalidatesForASecondOneOnlySavesTheSecond() {
    long first = used(1);
    long second = used(2);
    scene.unmap(0, first, 100, TO_DEVICE, Then.CLEAR);
    scene.unmap(0, second, 100, TO_DEVICE, Then.INVALIDATE_ALL);
    expect(1, 0, 1);
  }

  @Test
  void segmentsOfOneCallAreJudgedTogether() {
    long first = used(1);
    long second = used(2);
    scene.ledger.revoked(0, first, 100, TO_DEVICE);
    scene.ledger.revoked(0, second, 100, TO_DEVICE);
    scene.domains.get(0).unmap(1, 1);
    scene.domains.get(0).unmap(2, 1);
    scene.domains.get(0).invalidateAll();
    expect(0, 0, 2);
  }

  @Test
  void invalidationAtALaterTimeIsTooLate() {
    scene.unmap(0, used(1), 100, TO_DEVICE, Then.CLEAR);
    scene.at(1);
    scene.domains.get(0).invalidateAll();
    expect(1, 0, 0);
  }

  @Test
  void invalidationAfterAnAccessIsTooLate() {
    long other = used(3);
    scene.unmap(0, used(1), 100, TO_DEVICE, Then.CLEAR);
    scene.dma(0, other, 1, false);
    scene.domains.get(0).invalidateAll();
    expect(1, 0, 0);
  }

  @Test
  void evictionByAnAccessIsTooLate() {
    Scene scene = Scene.caching(1);
    long bus = scene.map(0, 1, 0x1000, 100, TO_DEVICE);
    long other = scene.map(0, 2, 0x2000, 100, TO_DEVICE);
    scene.dma(0, bus, 1, false);
    scene.unmap(0, bus, 100, TO_DEVICE, Then.CLEAR);
    scene.dma(0, other, 1, false);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("late.reached")).isEqualTo(1);
    assertThat(metrics.get("stale.max")).isZero();
  }

  @Test
  void invalidationByTheNextMapIsTooLate() {
    scene.unmap(0, used(1), 100, TO_DEVICE, Then.CLEAR);
    scene.ledger.beforeStore(0);
    scene.ledger.forgot(0, 1, 1);
    expect(1, 0, 0);
  }

  @Test
  void keptEntryLetsItThrough() {
    scene.unmap(0, used(1), 100, TO_DEVICE, Then.KEEP);
    expect(1, 0, 0);
  }

  @Test
  void unitThatDoesNotFaultAbsorbsIt() {
    Scene scene = Scene.of(8, Set.of(Scene.SELECTS), 0);
    long bus = scene.map(0, 1, 0x1000, 5000, TO_DEVICE);
    scene.unmap(0, bus, 5000, TO_DEVICE, Then.INVALIDATE);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("late.absorbed")).isEqualTo(2);
    assertThat(metrics.get("late.detected")).isZero();
    assertThat(metrics.get("late.reached")).isZero();
  }
}
