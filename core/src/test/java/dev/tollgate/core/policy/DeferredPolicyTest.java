package dev.tollgate.core.policy;

import static dev.tollgate.core.dma.AddressTranslation.FAULT;
import static dev.tollgate.core.dma.DmaDirection.FROM_DEVICE;
import static dev.tollgate.core.dma.DmaDirection.TO_DEVICE;
import static dev.tollgate.core.dma.DmaMapOperations.MAPPING_ERROR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.Device;
import org.junit.jupiter.api.Test;

class DeferredPolicyTest {

  private final SlowIommu iommu = new SlowIommu(4);
  private final DeferredPolicy policy = new DeferredPolicy(PolicyBench.context(iommu));

  @Test
  void tellsTheUnitNothingAtUnmap() {
    long bus = policy.map(0x5ff0, 0x20, FROM_DEVICE, 1);
    iommu.news();

    policy.unmap(bus, 0x20, FROM_DEVICE);

    assertThat(iommu.news()).containsExactly("unmap 0+2", "free 0+2", "end");
  }

  @Test
  void countsWhatIsUnmappedTwiceAndNothingElse() {
    long bus = policy.map(0x1000, 1, FROM_DEVICE, 1);
    policy.unmap(bus, 1, FROM_DEVICE);
    assertThat(PolicyBench.metrics(policy::report)).containsEntry("policy.unmaps.unknown", 0L);
    policy.unmap(bus, 1, FROM_DEVICE);
    assertThat(PolicyBench.metrics(policy::report)).containsEntry("policy.unmaps.unknown", 1L);
  }

  @Test
  void leavesWhatIsCachedReachableUntilTheSearchBeginsAgain() {
    long bus = policy.map(0x1000, 4096, FROM_DEVICE, 1);
    assertThat(iommu.translate(0, bus, true)).isEqualTo(0x1000);
    policy.unmap(bus, 4096, FROM_DEVICE);
    for (int i = 0; i < 3; i++) {
      policy.unmap(policy.map(0x2000, 4096, FROM_DEVICE, 1), 4096, FROM_DEVICE);
      assertThat(iommu.translate(0, bus, true)).isEqualTo(0x1000);
    }
    iommu.news();

    assertThat(policy.map(0x3000, 4096, FROM_DEVICE, 1)).isEqualTo(bus);

    assertThat(iommu.news())
        .containsExactly(
            "allocate none", "invalidate all", "retry 0+1", "map 0+1 -> 3 FROM_DEVICE", "end");
    assertThat(iommu.translate(0, bus, true)).isEqualTo(0x3000);
  }

  @Test
  void closesWhatWasNeverCachedAtOnce() {
    long bus = policy.map(0x1000, 4096, FROM_DEVICE, 1);
    policy.unmap(bus, 4096, FROM_DEVICE);
    assertThat(iommu.translate(0, bus, true)).isEqualTo(FAULT);
  }

  @Test
  void invalidatesEvenWhenThereIsNoRoomAfterwards() {
    policy.map(0x1000, 4 * 4096, TO_DEVICE, 1);
    iommu.news();

    assertThat(policy.map(0x1000, 1, TO_DEVICE, 1)).isEqualTo(MAPPING_ERROR);

    assertThat(iommu.news())
        .containsExactly("allocate none", "invalidate all", "retry none", "end");
  }

  @Test
  void goesOnWhenTheUnitGivesUpAnInvalidationAsTheKernelDoes() {
    policy.unmap(policy.map(0x1000, 4 * 4096, TO_DEVICE, 1), 4 * 4096, TO_DEVICE);
    iommu.stubborn = 1;

    assertThat(policy.map(0x1000, 1, TO_DEVICE, 1)).isZero();

    assertThat(PolicyBench.metrics(policy::report))
        .containsEntry("policy.invalidations.failed", 1L)
        .containsEntry("policy.searches.repeated", 1L)
        .containsEntry("policy.searches.failed", 0L);
  }

  @Test
  void letsAStaleTranslationShadowAMappingOfAPageFreedAheadOfTheSearch() {
    long kept = shadowedPage(policy, iommu);
    assertThat(iommu.table.get(kept >>> 12)).isEqualTo(new SlowIommu.Entry(9, TO_DEVICE));
    assertThat(iommu.translate(0, kept, false)).isEqualTo(0x3000);
  }

  @Test
  void strictInvalidationPreventsThatShadow() {
    SlowIommu other = new SlowIommu(4);
    long kept = shadowedPage(new StrictPolicy(PolicyBench.context(other)), other);
    assertThat(other.translate(0, kept, false)).isEqualTo(0x9000);
  }

  @Test
  void neverLetsABufferCrossTheDevicesBoundary() {
    Device device = new Device(0, "d", 0, Device.MASK_32, 65_536, 0x1fff);
    DeferredPolicy bounded = new DeferredPolicy(PolicyBench.context(iommu, device));
    assertThat(bounded.map(0x1000, 1, TO_DEVICE, 1)).isZero();
    assertThat(bounded.map(0x5000, 2 * 4096, TO_DEVICE, 1)).isEqualTo(2 * 4096);
    assertThat(bounded.map(0x5000, 3 * 4096, TO_DEVICE, 1)).isEqualTo(MAPPING_ERROR);
  }

  @Test
  void alignsTheBusAddressWhenAsked() {
    policy.map(0x1000, 1, TO_DEVICE, 1);
    assertThat(policy.map(0x5080, 1, TO_DEVICE, 2)).isEqualTo(2 * 4096 + 0x80);
  }

  /**
   * Maps a buffer at I/O page 3, wraps, lets the device touch the buffer, unmaps it, and maps until
   * page 3 is handed out again, to frame 9, in the same lap.
   *
   * @return bus address of page 3
   */
  private static long shadowedPage(PageMappingPolicy policy, SlowIommu iommu) {
    for (int i = 0; i < 3; i++) {
      policy.unmap(policy.map(0x1000, 1, TO_DEVICE, 1), 1, TO_DEVICE);
    }
    long kept = policy.map(0x3000, 1, TO_DEVICE, 1);
    assertThat(policy.map(0x1000, 1, TO_DEVICE, 1)).isZero();
    assertThat(iommu.translate(0, kept, false)).isEqualTo(0x3000);
    policy.unmap(kept, 1, TO_DEVICE);
    policy.map(0x1000, 2 * 4096, TO_DEVICE, 1);
    assertThat(policy.map(0x9000, 1, TO_DEVICE, 1)).isEqualTo(kept);
    return kept;
  }
}
