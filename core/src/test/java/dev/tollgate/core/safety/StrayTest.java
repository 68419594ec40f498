package dev.tollgate.core.safety;

import static dev.tollgate.core.dma.DmaDirection.BIDIRECTIONAL;
import static dev.tollgate.core.dma.DmaDirection.FROM_DEVICE;
import static dev.tollgate.core.dma.DmaDirection.TO_DEVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.safety.Scene.Then;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each access of a device is judged by what it was entitled to and what it met. */
class StrayTest {

  private final Scene scene = Scene.of(8, Set.of(Scene.SELECTS, Scene.FAULTS), 0, 0);

  private void expect(String outcome, long reads, long writes, long bytes) {
    Metrics metrics = scene.finish();
    assertThat(metrics.get("stray." + outcome + ".reads")).isEqualTo(reads);
    assertThat(metrics.get("stray." + outcome + ".writes")).isEqualTo(writes);
    assertThat(metrics.get("stray." + outcome + ".bytes")).isEqualTo(bytes);
    assertThat(metrics.get("stray")).isEqualTo(reads + writes);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 200, true",
    "100, 1, true",
    "299, 1, true",
    "150, 50, true",
    "99, 1, false",
    "300, 1, false",
    "99, 2, false",
    "299, 2, false",
    "0, 4096, false"
  })
  void accessMustLieWithinTheBuffer(int offset, int length, boolean entitled) {
    scene.map(0, 5, 0x40064, 200, BIDIRECTIONAL);
    scene.dma(0, (5 << 12) + offset, length, true);
    expect("neighbour", 0, entitled ? 0 : 1, entitled ? 0 : length);
  }

  @Test
  void entitledAccessesAreNoStrays() {
    long bus = scene.map(0, 5, 0x40000, 9000, BIDIRECTIONAL);
    scene.dma(0, bus, 4096, true);
    scene.dma(0, bus + 4096, 4096, false);
    scene.dma(0, bus + 8192, 808, false);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("accesses")).isEqualTo(3);
    assertThat(metrics.get("accesses.entitled")).isEqualTo(3);
    assertThat(metrics.get("stray")).isZero();
  }

  @Test
  void accessAcrossTwoBuffersIsEntitledIfTheyTouch() {
    long bus = scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    scene.ledger.granted(0, bus + 100, 100, 0x40064, BIDIRECTIONAL);
    scene.dma(0, bus + 50, 100, true);
    scene.ledger.granted(0, bus + 201, 100, 0x400c9, BIDIRECTIONAL);
    scene.dma(0, bus + 150, 100, true);
    expect("neighbour", 0, 1, 100);
  }

  @Test
  void directionsAreRights() {
    scene.map(0, 5, 0x40000, 100, TO_DEVICE);
    scene.map(0, 6, 0x50000, 100, FROM_DEVICE);
    scene.dma(0, 5 << 12, 10, false);
    scene.dma(0, 6 << 12, 10, true);
    scene.dma(0, 5 << 12, 7, true);
    scene.dma(0, 6 << 12, 8, false);
    expect("rights", 1, 1, 15);
  }

  @Test
  void buffersOfAnotherDeviceAreReachable() {
    scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    scene.dma(1, 5 << 12, 100, false);
    scene.dma(1, (5 << 12) + 99, 1, true);
    expect("other-device", 1, 1, 101);
  }

  @Test
  void unmappedPageIsReachableWhileCached() {
    long bus = scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    scene.dma(0, bus, 1, true);
    scene.unmap(0, bus, 100, BIDIRECTIONAL, Then.CLEAR);
    assertThat(scene.dma(0, bus + 4000, 2, true)).isEqualTo(0x40fa0);
    expect("stale", 0, 1, 2);
  }

  @Test
  void keptEntryIsStaleMemory() {
    long bus = scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    scene.unmap(0, bus, 100, BIDIRECTIONAL, Then.KEEP);
    scene.dma(0, bus, 2, false);
    expect("stale", 1, 0, 2);
  }

  @Test
  void pageOpenedInAdvanceIsStandingMemory() {
    scene.domains.get(0).map(5, 1, 0x40, BIDIRECTIONAL);
    scene.dma(0, 5 << 12, 2, false);
    expect("standing", 1, 0, 2);
  }

  @Test
  void refusedAccessIsDetected() {
    scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    assertThat(scene.dma(0, 6 << 12, 2, false)).isEqualTo(AddressTranslation.FAULT);
    expect("detected", 1, 0, 2);
  }

  @Test
  void refusedAccessFarAwayIsDetected() {
    scene.dma(0, -4096, 2, true);
    scene.dma(0, Long.MAX_VALUE - 4095, 2, true);
    expect("detected", 0, 2, 4);
  }

  @Test
  void refusedStaleAccessIsDetected() {
    long bus = scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    scene.dma(0, bus, 1, true);
    scene.unmap(0, bus, 100, BIDIRECTIONAL, Then.INVALIDATE);
    scene.dma(0, bus, 1, true);
    expect("detected", 0, 1, 1);
  }

  @Test
  void dummyPageAbsorbs() {
    Scene scene = Scene.of(2, Set.of(Scene.SELECTS), 0);
    long bus = scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    assertThat(scene.dma(0, 6 << 12, 2, false) >>> 12).isEqualTo(ToyIommu.DUMMY_FRAME);
    scene.dma(0, bus, 2, true);
    scene.unmap(0, bus, 100, BIDIRECTIONAL, Then.INVALIDATE);
    scene.dma(0, bus, 3, true);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("stray.absorbed.reads")).isEqualTo(1);
    assertThat(metrics.get("stray.absorbed.writes")).isEqualTo(1);
    assertThat(metrics.get("stray.absorbed.bytes")).isEqualTo(5);
    assertThat(metrics.get("stray")).isEqualTo(2);
    assertThat(metrics.get("reach.stale")).isZero();
  }

  @Test
  void refusalOfAnEntitledAccessIsADefectOfThePolicy() {
    long bus = scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    scene.ledger.accessed(0, bus, 100, true, AddressTranslation.FAULT);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("accesses.refused")).isEqualTo(1);
    assertThat(metrics.get("stray")).isZero();
  }

  @Test
  void bufferWithoutEntryLeadsNowhereEvenToFrameZero() {
    scene.ledger.granted(0, 5 << 12, 100, 0, BIDIRECTIONAL);
    scene.ledger.accessed(0, 5 << 12, 100, true, 0);
    assertThat(scene.finish().get("aliasing.hits")).isEqualTo(1);
  }

  @Test
  void unmapOfWhatIsNotMappedChangesNothing() {
    long bus = scene.map(0, 5, 0x40000, 100, BIDIRECTIONAL);
    scene.ledger.revoked(1, bus, 100, BIDIRECTIONAL);
    scene.ledger.revoked(0, 9 << 12, 9000, BIDIRECTIONAL);
    scene.dma(0, bus, 100, true);
    scene.unmap(0, bus, 100, BIDIRECTIONAL, Then.INVALIDATE);
    scene.unmap(0, bus, 100, BIDIRECTIONAL, Then.INVALIDATE);

    Metrics metrics = scene.finish();

    assertThat(metrics.get("accesses.entitled")).isEqualTo(1);
    assertThat(metrics.get("stale.windows")).isEqualTo(1);
    assertThat(metrics.get("mappings.peak")).isEqualTo(1);
  }
}
