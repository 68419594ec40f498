package dev.tollgate.core.safety;

import static dev.tollgate.core.dma.DmaDirection.BIDIRECTIONAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.safety.Scene.Then;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaleWindowTest {

  private static final long US = 1_000_000; // picoseconds

  private final Scene scene = Scene.caching(8);

  private long mapAndUse(long ioPage, long size) {
    long bus = scene.map(0, ioPage, 0x40000, size, BIDIRECTIONAL);
    for (long page = bus; page < bus + size; page += 4096) {
      scene.dma(0, page, 1, false);
    }
    return bus;
  }

  @Test
  void pageThatIsNotCachedHasAWindowWithoutLength() {
    long bus = scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    scene.at(5_000).unmap(0, bus, 100, BIDIRECTIONAL, Then.CLEAR);
    scene.at(9_000);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("stale.windows")).isEqualTo(1);
    assertThat(metrics.get("stale.max")).isZero();
    assertThat(metrics.get("stale.open")).isZero();
    assertThat(metrics.get("late.reached")).isZero();
    assertThat(metrics.get("late.detected")).isEqualTo(1);
    assertThat(metrics.get("worst.open")).isEqualTo(1);
    assertThat(metrics.get("worst.open.max")).isEqualTo(4 * US);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 4096, 12_288})
  void cachedTranslationIsStaleUntilTheUnitForgetsIt(int size) {
    int pages = (size + 4095) / 4096;
    long bus = mapAndUse(5, size);
    long other = scene.map(0, 20, 0x80000, 10, BIDIRECTIONAL);
    scene.at(2_000).unmap(0, bus, size, BIDIRECTIONAL, Then.CLEAR);
    scene.at(3_000).dma(0, other, 10, true);
    scene.at(4_000).dma(0, other, 10, true);
    scene.at(5_000).unmap(0, other, 10, BIDIRECTIONAL, Then.KEEP);
    scene.at(10_000);
    scene.domains.get(0).invalidateAll();
    scene.at(12_000).map(0, 20, 0x80000, 10, BIDIRECTIONAL);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("stale.windows")).isEqualTo(pages + 1);
    assertThat(metrics.get("stale.p90")).isBetween(8 * US, 8_008 * US / 1000);
    assertThat(metrics.get("stale.max")).isEqualTo(8 * US);
    assertThat(metrics.get("stale.accesses.max")).isEqualTo(2);
    assertThat(metrics.get("stale.accesses.total")).isEqualTo(2L * pages);
    assertThat(metrics.get("stale.unmaps.max")).isEqualTo(1);
    assertThat(metrics.get("stale.unmaps.total")).isEqualTo(pages);
    assertThat(metrics.get("worst.max")).isEqualTo(8 * US);
    assertThat(metrics.get("worst.unmaps.max")).isEqualTo(1);
    // The other one's entry was cleared by mapping over it, 7 us after its unmap.
    assertThat(metrics.get("stale.total")).isEqualTo(8_000L * pages + 7_000);
    assertThat(metrics.get("worst.windows")).isEqualTo(pages + 1);
    assertThat(metrics.get("worst.open")).isEqualTo(1);
    assertThat(metrics.get("worst.open.max")).isEqualTo(7 * US);
    assertThat(metrics.get("late.reached")).isEqualTo(pages + 1);
  }

  @Test
  void evictionEndsTheWindowButNotTheWorstCase() {
    Scene scene = Scene.caching(1);
    long bus = scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    long other = scene.map(0, 6, 0x50000, 100, BIDIRECTIONAL);
    scene.dma(0, bus, 100, true);
    scene.at(1_000).unmap(0, bus, 100, BIDIRECTIONAL, Then.CLEAR);
    scene.at(4_000).dma(0, other, 100, true);
    scene.at(9_000);
    scene.domains.get(0).invalidate(5, 1);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("stale.max")).isEqualTo(3 * US);
    assertThat(metrics.get("worst.max")).isEqualTo(8 * US);
  }

  @ParameterizedTest
  @CsvSource({"100, INVALIDATE", "100, INVALIDATE_ALL", "9000, INVALIDATE", "9000, INVALIDATE_ALL"})
  void strictPolicyLeavesNoWindow(int size, Then then) {
    long bus = mapAndUse(5, size);
    scene.at(3_000).unmap(0, bus, size, BIDIRECTIONAL, then);
    assertThat(scene.at(4_000).dma(0, bus, 1, true)).isEqualTo(-1);

    Metrics metrics = scene.finish();

    int pages = (size + 4095) / 4096;
    assertThat(metrics.get("stale.windows")).isEqualTo(pages);
    assertThat(metrics.get("stale.total")).isZero();
    assertThat(metrics.get("worst.windows")).isEqualTo(pages);
    assertThat(metrics.get("worst.total")).isZero();
    assertThat(metrics.get("worst.open")).isZero();
    assertThat(metrics.get("late.detected")).isEqualTo(pages);
    assertThat(metrics.get("reach.stale")).isZero();
    assertThat(metrics.get("stray.detected.writes")).isEqualTo(1);
    assertThat(metrics.get("invalidations.selective")).isEqualTo(then == Then.INVALIDATE ? 1 : 0);
    assertThat(metrics.get("invalidations.whole")).isEqualTo(then == Then.INVALIDATE ? 0 : 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 9000})
  void failedInvalidationEndsNothing(int size) {
    long bus = mapAndUse(5, size);
    scene.iommu.works = false;
    scene.at(1_000).unmap(0, bus, size, BIDIRECTIONAL, Then.INVALIDATE);
    scene.at(2_000);
    assertThat(scene.domains.get(0).invalidateAll()).isFalse();
    scene.at(3_000);

    Metrics metrics = scene.finish();

    int pages = (size + 4095) / 4096;
    assertThat(metrics.get("stale.open")).isEqualTo(pages);
    assertThat(metrics.get("stale.open.max")).isEqualTo(2 * US);
    assertThat(metrics.get("worst.open")).isEqualTo(pages);
    assertThat(metrics.get("late.reached")).isEqualTo(pages);
    assertThat(metrics.get("invalidations.failed")).isEqualTo(2);
    assertThat(metrics.get("invalidations.selective")).isZero();
    assertThat(metrics.get("invalidations.whole")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "4, 1, false",
    "6, 3, false",
    "3, 2, false",
    "5, 1, true",
    "4, 2, true",
    "0, 9, true"
  })
  void onlyAnInvalidationThatCoversThePageEndsItsWindows(long first, int count, boolean covers) {
    long bus = mapAndUse(5, 4096);
    scene.at(1_000).unmap(0, bus, 4096, BIDIRECTIONAL, Then.CLEAR);
    scene.at(3_000);
    scene.domains.get(0).invalidate(first, count);
    scene.at(6_000);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("stale.open")).isEqualTo(covers ? 0 : 1);
    assertThat(metrics.get("stale.max")).isEqualTo(covers ? 2 * US : 0);
    assertThat(metrics.get("worst.open")).isEqualTo(covers ? 0 : 1);
    assertThat(metrics.get("worst.max")).isEqualTo(covers ? 2 * US : 0);
  }

  @Test
  void invalidationOfAnotherDomainEndsNothing() {
    Scene scene = Scene.of(8, Set.of(Scene.SELECTS, Scene.FAULTS), 0, 1);
    long bus = scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    scene.dma(0, bus, 1, true);
    scene.at(1_000).unmap(0, bus, 100, BIDIRECTIONAL, Then.CLEAR);
    scene.at(2_000);
    scene.domains.get(1).invalidateAll();
    scene.domains.get(1).invalidate(5, 1);
    scene.at(3_000);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("stale.open")).isEqualTo(1);
    assertThat(metrics.get("worst.open")).isEqualTo(1);
  }

  @Test
  void unitThatCannotSelectForgetsItsWholeDomain() {
    Scene scene = Scene.of(8, Set.of(Scene.FAULTS), 0);
    long bus = scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    scene.dma(0, bus, 1, true);
    scene.at(1_000).unmap(0, bus, 100, BIDIRECTIONAL, Then.CLEAR);
    scene.at(3_000);
    scene.domains.get(0).invalidate(77, 1);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("stale.open")).isZero();
    assertThat(metrics.get("worst.max")).isEqualTo(2 * US);
    assertThat(metrics.get("invalidations.whole")).isEqualTo(1);
    assertThat(metrics.get("invalidations.selective")).isZero();
  }

  @Test
  void keptEntryIsStaleUntilItServesABufferAgain() {
    long bus = scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    scene.at(1_000).unmap(0, bus, 100, BIDIRECTIONAL, Then.KEEP);
    scene.at(5_000).ledger.granted(0, bus + 100, 50, 0x40064, BIDIRECTIONAL);
    scene.at(6_000).ledger.revoked(0, bus + 100, 50, BIDIRECTIONAL);
    scene.at(9_000);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("stale.windows")).isEqualTo(2);
    assertThat(metrics.get("stale.max")).isEqualTo(4 * US);
    assertThat(metrics.get("stale.open")).isEqualTo(1);
    assertThat(metrics.get("stale.open.max")).isEqualTo(3 * US);
    assertThat(metrics.get("worst.open.max")).isEqualTo(3 * US);
    assertThat(metrics.get("late.reached")).isEqualTo(2);
  }

  @Test
  void invalidationDoesNotEndTheWindowOfAKeptEntry() {
    long bus = mapAndUse(5, 100);
    scene.at(1_000).unmap(0, bus, 100, BIDIRECTIONAL, Then.KEEP);
    scene.at(2_000);
    scene.domains.get(0).invalidateAll();
    scene.at(3_000);
    scene.domains.get(0).unmap(5, 1);
    scene.at(7_000);
    scene.domains.get(0).invalidate(5, 1);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("stale.max")).isEqualTo(2 * US);
    assertThat(metrics.get("worst.max")).isEqualTo(6 * US);
  }

  @Test
  void pageIsUnmappedWithItsLastBuffer() {
    long bus = scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    scene.ledger.granted(0, bus + 200, 100, 0x400c8, BIDIRECTIONAL);
    scene.at(1_000).unmap(0, bus, 100, BIDIRECTIONAL, Then.KEEP);
    scene.at(3_000).unmap(0, bus + 200, 100, BIDIRECTIONAL, Then.KEEP);
    scene.at(4_000);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("stale.windows")).isEqualTo(1);
    assertThat(metrics.get("stale.open.max")).isEqualTo(1 * US);
  }

  @Test
  void secondUnmapBelongsToTheWorstCaseThatTheFirstBegan() {
    long bus = scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    scene.at(1_000).unmap(0, bus, 100, BIDIRECTIONAL, Then.CLEAR);
    scene.at(2_000).map(0, 5, 0x50000, 100, BIDIRECTIONAL);
    scene.at(3_000).unmap(0, bus, 100, BIDIRECTIONAL, Then.CLEAR);
    scene.at(5_000);
    scene.domains.get(0).invalidateAll();

    Metrics metrics = scene.finish();

    assertThat(metrics.get("stale.windows")).isEqualTo(2);
    assertThat(metrics.get("worst.windows")).isEqualTo(1);
    assertThat(metrics.get("worst.max")).isEqualTo(4 * US);
    assertThat(metrics.get("worst.unmaps.max")).isEqualTo(1);
    assertThat(metrics.get("aliasing.uncovered")).isEqualTo(1);
  }

  @Test
  void histogramsShowEveryWindowOnce() {
    for (int i = 0; i < 3; i++) {
      long bus = mapAndUse(5, 100);
      scene.at(10_000 * i + 1_000).unmap(0, bus, 100, BIDIRECTIONAL, Then.CLEAR);
      scene.at(10_000 * i + 1_000 + i);
      scene.domains.get(0).invalidateAll();
    }

    Metrics metrics = scene.finish();

    assertThat(metrics.distributions).hasSize(2);
    assertThat(metrics.distributions.get(0).name()).isEqualTo("safety.stale.window");
    assertThat(metrics.distributions.get(0).bins().toString())
        .isEqualTo(
            "[Bin[from=0, to=0, count=1], Bin[from=512, to=1023, count=1],"
                + " Bin[from=1024, to=2047, count=1]]");
    assertThat(metrics.distributions.get(1).name()).isEqualTo("safety.worst.window");
    assertThat(metrics.distributions.get(1).bins()).isEqualTo(metrics.distributions.get(0).bins());
  }
}
