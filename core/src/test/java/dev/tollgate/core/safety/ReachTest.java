package dev.tollgate.core.safety;

import static dev.tollgate.core.dma.DmaDirection.BIDIRECTIONAL;
import static dev.tollgate.core.dma.DmaDirection.FROM_DEVICE;
import static dev.tollgate.core.dma.DmaDirection.TO_DEVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.safety.Scene.Then;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes times milliseconds, by whether anybody wanted devices to reach them. */
class ReachTest {

  private static final long MS = 1_000_000; // nanoseconds

  private final Scene scene = Scene.caching(8);

  private static void expect(
      Metrics metrics, long entitled, long subPage, long stale, long standing) {
    assertThat(metrics.get("reach.entitled")).as("entitled").isEqualTo(entitled);
    assertThat(metrics.get("reach.sub-page")).as("sub-page").isEqualTo(subPage);
    assertThat(metrics.get("reach.stale")).as("stale").isEqualTo(stale);
    assertThat(metrics.get("reach.standing")).as("standing").isEqualTo(standing);
    assertThat(metrics.get("reach.total"))
        .as("total")
        .isEqualTo(entitled + subPage + stale + standing);
  }

  @ParameterizedTest
  @CsvSource({
    "0x40000, 1, 1",
    "0x40fff, 1, 1",
    "0x40fff, 2, 2",
    "0x40000, 4096, 1",
    "0x40001, 4096, 2",
    "0x40010, 1514, 1",
    "0x40fa0, 200, 2",
    "0x40800, 12288, 4",
    "0x40000, 8192, 2"
  })
  void bufferIsEntitledAndTheRestOfItsPagesIsNot(String physical, long size, int pages) {
    long bus = scene.map(0, 5, Long.decode(physical), size, BIDIRECTIONAL);
    scene.at(3 * MS).unmap(0, bus, size, BIDIRECTIONAL, Then.INVALIDATE);
    scene.at(10 * MS);

    Metrics metrics = scene.finish();

    expect(metrics, 3 * size, 3 * (4096L * pages - size), 0, 0);
    assertThat(metrics.get("reach.entitled.mean")).isEqualTo(size * 1000 * 3 / 10);
    assertThat(metrics.get("pinned.bytes")).isEqualTo(3 * 4096L * pages);
  }

  @ParameterizedTest
  @CsvSource({
    "TO_DEVICE, false, 0, 0",
    "FROM_DEVICE, false, 0, 0",
    "BIDIRECTIONAL, true, 0, 0",
    "TO_DEVICE, true, 0, 200",
    "FROM_DEVICE, true, 200, 0"
  })
  void entriesThatAllowMoreThanTheDirectionGiveExcessRights(
      DmaDirection direction, boolean allowsAll, long read, long write) {
    scene.iommu.allowsAll = allowsAll;
    scene.map(0, 5, 0x40000, 100, direction);
    scene.at(2 * MS);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("rights.read")).isEqualTo(read);
    assertThat(metrics.get("rights.write")).isEqualTo(write);
    expect(metrics, 200, 2 * 3996, 0, 0);
  }

  @Test
  void buffersOfOnePageAddUpWithoutCountingAByteTwice() {
    scene.iommu.allowsAll = true;
    long bus = scene.map(0, 5, 0x40000, 1000, TO_DEVICE);
    scene.ledger.granted(0, bus + 500, 1000, 0x401f4, FROM_DEVICE);
    scene.ledger.granted(0, bus + 3000, 96, 0x40bb8, BIDIRECTIONAL);
    scene.at(1 * MS);
    scene.ledger.revoked(0, bus + 3000, 96, BIDIRECTIONAL);
    scene.ledger.revoked(0, bus, 1000, TO_DEVICE);
    scene.at(2 * MS);

    Metrics metrics = scene.finish();

    // First 0-1499 and 3000-3095, then 500-1499 are mapped.
    expect(metrics, 1596 + 1000, 4096 - 1596 + 4096 - 1000, 0, 0);
    // To write only: 1000-1499, then 500-1499. To read only: 0-499.
    assertThat(metrics.get("rights.read")).isEqualTo(500 + 1000);
    assertThat(metrics.get("rights.write")).isEqualTo(500);
    assertThat(metrics.get("mappings.peak")).isEqualTo(3);
  }

  @Test
  void pagesOpenWithoutAnyBufferAreStanding() {
    scene.domains.get(0).map(5, 2, 0x40, BIDIRECTIONAL);
    scene.domains.get(0).endOfCall();
    scene.at(1 * MS);
    scene.ledger.granted(0, 5 << 12, 4096, 0x40000, BIDIRECTIONAL);
    scene.at(3 * MS);
    scene.ledger.revoked(0, 5 << 12, 4096, BIDIRECTIONAL);
    scene.at(6 * MS);

    Metrics metrics = scene.finish();

    expect(metrics, 2 * 4096, 0, 3 * 4096, 4096 + 6 * 4096);
    assertThat(metrics.get("pinned.bytes")).isEqualTo(12 * 4096);
  }

  @Test
  void wholePageIsStaleWhileItsTranslationIsCached() {
    long bus = scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    scene.dma(0, bus, 1, true);
    scene.at(1 * MS).unmap(0, bus, 100, BIDIRECTIONAL, Then.CLEAR);
    scene.at(4 * MS);
    scene.domains.get(0).invalidate(5, 1);
    scene.at(9 * MS);

    expect(scene.finish(), 100, 3996, 3 * 4096, 0);
  }

  @Test
  void shadowedBufferCannotBeReached() {
    long bus = scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    scene.dma(0, bus, 1, true);
    scene.at(1 * MS).unmap(0, bus, 100, BIDIRECTIONAL, Then.CLEAR);
    scene.at(2 * MS).map(0, 5, 0x50000, 4096, BIDIRECTIONAL);
    scene.at(6 * MS);
    scene.domains.get(0).invalidateAll();
    scene.at(8 * MS);

    Metrics metrics = scene.finish();

    expect(metrics, 100 + 2 * 4096, 3996, 5 * 4096, 0);
    assertThat(metrics.get("pinned.bytes")).isEqualTo(4096 + 6 * 4096);
  }

  @Test
  void remappingTheSameFrameMakesItsCachedTranslationRightfulAgain() {
    long bus = scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    scene.dma(0, bus, 1, true);
    scene.at(1 * MS).unmap(0, bus, 100, BIDIRECTIONAL, Then.CLEAR);
    scene.at(2 * MS).map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    scene.at(4 * MS);

    Metrics metrics = scene.finish();

    expect(metrics, 300, 3 * 3996, 4096, 0);
    assertThat(metrics.get("aliasing.hazards")).isZero();
    assertThat(metrics.get("aliasing.uncovered")).isEqualTo(1);
  }

  @Test
  void cachedRightsCountWhileTheyAreCached() {
    long bus = scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    scene.dma(0, bus, 1, true);
    scene.unmap(0, bus, 100, BIDIRECTIONAL, Then.CLEAR);
    scene.map(0, 5, 0x40000, 100, TO_DEVICE);
    scene.at(3 * MS);
    scene.domains.get(0).invalidateAll();
    scene.at(5 * MS);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("rights.write")).isEqualTo(300);
    expect(metrics, 500, 5 * 3996, 0, 0);
  }

  @Test
  void neighboursInTheDomainReachEachOthersBuffers() {
    Scene scene = Scene.of(8, Set.of(Scene.FAULTS), 0, 0, 1, 0);
    scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    scene.map(3, 6, 0x50000, 10, BIDIRECTIONAL);
    scene.map(2, 5, 0x60000, 1000, BIDIRECTIONAL);
    scene.at(2 * MS);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("cross-device")).isEqualTo(2 * 2 * 110);
    assertThat(metrics.get("cross-device.mean")).isEqualTo(2 * 110 * 1000);
    assertThat(metrics.get("reach.entitled")).isEqualTo(2 * 1110);
  }

  @Test
  void roundsToTheNearestByteMillisecond() {
    scene.map(0, 5, 0x40000, 4096, BIDIRECTIONAL);
    scene.at(122);
    assertThat(scene.finish().get("reach.entitled")).isZero(); // 0.4997

    Scene longer = Scene.caching(8);
    longer.map(0, 5, 0x40000, 4096, BIDIRECTIONAL);
    longer.at(123);
    assertThat(longer.finish().get("reach.entitled")).isEqualTo(1); // 0.5038
  }

  @Test
  void runWithoutTimeHasNoAverages() {
    scene.map(0, 5, 0x40000, 4096, BIDIRECTIONAL);
    assertThat(scene.finish().get("reach.total.mean")).isZero();
  }

  @Test
  void remembersPeaks() {
    for (int i = 0; i < 3; i++) {
      scene.map(0, 10L * i, 0x40000, 8192, TO_DEVICE);
    }
    scene.unmap(0, 0, 8192, TO_DEVICE, Then.CLEAR);
    scene.unmap(0, 10 << 12, 8192, TO_DEVICE, Then.CLEAR);
    scene.map(0, 40, 0x40000, 10, TO_DEVICE);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("pinned.pages.peak")).isEqualTo(6);
    assertThat(metrics.get("pinned.pages.mapped")).isEqualTo(7);
    assertThat(metrics.get("mappings.peak")).isEqualTo(3);
  }

  @Test
  void peakCountsAllDomainsAtOneMoment() {
    Scene scene = Scene.of(8, Set.of(Scene.FAULTS), 0, 1);
    long bus = scene.map(0, 5, 0x40000, 100, TO_DEVICE);
    scene.unmap(0, bus, 100, TO_DEVICE, Then.CLEAR);
    scene.map(1, 5, 0x40000, 100, TO_DEVICE);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("pinned.pages.peak")).isEqualTo(1);
    assertThat(metrics.get("mappings.peak")).isEqualTo(1);
  }
}
