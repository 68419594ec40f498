package dev.tollgate.core.safety;

import static dev.tollgate.core.dma.DmaDirection.BIDIRECTIONAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.iommu.NextFitBitmap;
import dev.tollgate.core.safety.Scene.Then;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A stale translation in front of a new mapping: silent corruption, and how a policy gets there.
 */
class ReuseAliasingTest {

  private static final int PAGES = 64;
  private static final int USABLE = PAGES - 1; // the search never hands out the last one

  private final Scene scene = Scene.of(4, Set.of(Scene.FAULTS), 0);
  private final NextFitBitmap iova = new NextFitBitmap(PAGES);

  /** Next fit, with a flush when the search wraps and at no other time. */
  private long allocate() {
    long page = iova.next(1, 0, NextFitBitmap.NO_BOUNDARY);
    if (page == NextFitBitmap.NONE) {
      scene.domains.get(0).invalidateAll();
      page = iova.fromStart(1, 0, NextFitBitmap.NO_BOUNDARY);
    }
    return page;
  }

  private long map(long frame) {
    return scene.map(0, allocate(), frame << 12, 4096, BIDIRECTIONAL);
  }

  private void unmap(long bus) {
    scene.unmap(0, bus, 4096, BIDIRECTIONAL, Then.CLEAR);
    iova.free(bus >>> 12, 1);
  }

  /** Short-lived mappings until the search stands at {@code page}. */
  private void turnUntil(long page) {
    while (iova.hint() != page) {
      unmap(map(7));
    }
  }

  /**
   * Calgary's hole: a mapping that outlives the wrap and is freed ahead of the search is used again
   * in the same round, with no flush in between.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void entryFreedAheadOfTheSearchIsShadowedByItsOldTranslation(boolean flushed) {
    turnUntil(40);
    long longLived = map(100);
    turnUntil(10); // around, with a flush
    scene.dma(0, longLived, 4096, true); // cached again
    unmap(longLived);
    if (flushed) {
      scene.domains.get(0).invalidateAll();
    }
    turnUntil(40);

    long fresh = map(200);

    assertThat(fresh).isEqualTo(longLived);
    long reached = scene.dma(0, fresh, 512, true);
    assertThat(reached).isEqualTo((flushed ? 200 : 100) << 12);
    Metrics metrics = scene.finish();
    assertThat(metrics.get("aliasing.hazards")).isEqualTo(flushed ? 0 : 1);
    assertThat(metrics.get("aliasing.uncovered")).isEqualTo(flushed ? 0 : 1);
    assertThat(metrics.get("aliasing.hits")).isEqualTo(flushed ? 0 : 1);
    assertThat(metrics.get("aliasing.bytes")).isEqualTo(flushed ? 0 : 512);
    assertThat(metrics.get("stray")).isZero();
    assertThat(metrics.get("invalidations.whole")).isEqualTo(flushed ? 2 : 1);
  }

  @Test
  void mappingsBehindTheSearchAreFlushedBeforeTheyAreUsedAgain() {
    for (int i = 0; i < 5 * USABLE; i++) {
      long bus = map(100 + i);
      scene.dma(0, bus, 64, true);
      unmap(bus);
    }
    Metrics metrics = scene.finish();
    assertThat(metrics.get("aliasing.hazards")).isZero();
    assertThat(metrics.get("aliasing.uncovered")).isZero();
    assertThat(metrics.get("aliasing.hits")).isZero();
    assertThat(metrics.get("invalidations.whole")).isEqualTo(4);
    assertThat(metrics.get("accesses.entitled")).isEqualTo(5 * USABLE);
  }

  @Test
  void hazardThatAnEvictionEndsIsNoHit() {
    Scene scene = Scene.of(1, Set.of(Scene.FAULTS), 0);
    long bus = scene.map(0, 5, 0x40000, 4096, BIDIRECTIONAL);
    long other = scene.map(0, 6, 0x50000, 4096, BIDIRECTIONAL);
    scene.dma(0, bus, 1, true);
    scene.unmap(0, bus, 4096, BIDIRECTIONAL, Then.CLEAR);
    scene.map(0, 5, 0x60000, 4096, BIDIRECTIONAL);
    scene.dma(0, other, 1, true);
    scene.dma(0, bus, 1, true);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("aliasing.hazards")).isEqualTo(1);
    assertThat(metrics.get("aliasing.hits")).isZero();
    assertThat(metrics.get("accesses.entitled")).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void unitThatInvalidatesByTheEndOfTheCallHasNoHazard(boolean atOnce) {
    long bus = scene.map(0, 5, 0x40000, 4096, BIDIRECTIONAL);
    scene.dma(0, bus, 1, true);
    scene.unmap(0, bus, 4096, BIDIRECTIONAL, Then.CLEAR);
    scene.ledger.beforeStore(0);
    if (atOnce) {
      scene.ledger.forgot(0, 5, 1);
    }
    scene.ledger.stored(0, 5, 1, 0x50, BIDIRECTIONAL);
    if (!atOnce) {
      scene.ledger.forgotAll(0);
    }
    scene.ledger.callEnded(0);
    scene.ledger.granted(0, bus, 4096, 0x50000, BIDIRECTIONAL);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("aliasing.hazards")).isZero();
    assertThat(metrics.get("aliasing.uncovered")).isZero();
  }

  @Test
  void cachedDummyPageShadowsTheMappingThatComesAfterIt() {
    Scene scene = Scene.of(4, Set.of(), 0);
    scene.dma(0, 5 << 12, 1, false);
    long bus = scene.map(0, 5, 0x40000, 4096, BIDIRECTIONAL);
    scene.at(2_000_000).dma(0, bus, 64, true);
    scene.domains.get(0).invalidateAll();
    scene.at(3_000_000).dma(0, bus, 64, true);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("aliasing.hazards")).isEqualTo(1);
    assertThat(metrics.get("aliasing.uncovered")).isZero();
    assertThat(metrics.get("aliasing.hits")).isEqualTo(1);
    assertThat(metrics.get("aliasing.bytes")).isEqualTo(64);
    assertThat(metrics.get("accesses.entitled")).isEqualTo(1);
    assertThat(metrics.get("reach.entitled")).isEqualTo(4096);
    assertThat(metrics.get("pinned.bytes")).isEqualTo(3 * 4096);
  }
}
