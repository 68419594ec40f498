package dev.tollgate.core.policy;

import static dev.tollgate.core.dma.DmaDirection.BIDIRECTIONAL;
import static dev.tollgate.core.dma.DmaDirection.TO_DEVICE;
import static dev.tollgate.core.spi.IommuCapability.SELECTIVE_INVALIDATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.ScatterList;
import dev.tollgate.core.spi.PolicyContext;
import org.junit.jupiter.api.Test;

/** On a machine of 64 page frames. */
class IdentityPolicyTest {

  private static IdentityPolicy on(SlowIommu iommu) {
    return new IdentityPolicy(PolicyBench.context(iommu));
  }

  @Test
  void everyFrameHasTheIoPageOfItsNumberBeforeAnythingIsMapped() {
    SlowIommu iommu = new SlowIommu(128, SELECTIVE_INVALIDATION);
    on(iommu);
    assertThat(iommu.table).hasSize(64);
    iommu.table.forEach(
        (page, entry) -> assertThat(entry).isEqualTo(new SlowIommu.Entry(page, BIDIRECTIONAL)));
    assertThat(iommu.used()).as("what lies beyond memory was given back").isEqualTo(64);
  }

  @Test
  void mapAndUnmapDoNothingToWhatIsCovered() {
    SlowIommu iommu = new SlowIommu(128, SELECTIVE_INVALIDATION);
    IdentityPolicy policy = on(iommu);
    iommu.news();

    assertThat(policy.map(0x5123, 0x2000, TO_DEVICE, 1)).isEqualTo(0x5123);
    policy.unmap(0x5123, 0x2000, TO_DEVICE);

    assertThat(iommu.news()).containsExactly("end", "end");
    assertThat(iommu.translate(0, 0x5123, true)).isEqualTo(0x5123);
    assertThat(PolicyBench.metrics(policy::report)).containsEntry("policy.unmaps.unknown", 0L);
  }

  @Test
  void framesBeyondTheTableAreMappedElsewhereAndStrictly() {
    SlowIommu iommu = new SlowIommu(32, SELECTIVE_INVALIDATION);
    IdentityPolicy policy = on(iommu);
    assertThat(iommu.table).as("a sixteenth of the I/O pages is left").hasSize(30);
    iommu.news();

    long bus = policy.map(40 << 12, 0x20, TO_DEVICE, 1);

    assertThat(bus).isEqualTo(30 << 12);
    assertThat(iommu.translate(0, bus, false)).isEqualTo(40 << 12);
    iommu.news();
    policy.unmap(bus, 0x20, TO_DEVICE);
    assertThat(iommu.news()).containsExactly("unmap 30+1", "invalidate 30+1", "free 30+1", "end");
  }

  @Test
  void aBufferPartlyBeyondIsMappedElsewhereAsAWhole() {
    SlowIommu iommu = new SlowIommu(32, SELECTIVE_INVALIDATION);
    IdentityPolicy policy = on(iommu);
    assertThat(policy.map(28 << 12, 2 * 4096, TO_DEVICE, 1)).as("the last two").isEqualTo(28 << 12);
    assertThat(policy.map(29 << 12, 2 * 4096, TO_DEVICE, 1)).isEqualTo(30 << 12);
  }

  @Test
  void theFirstFrameOfMemoryIsCoveredLikeAnyOther() {
    SlowIommu iommu = new SlowIommu(128);
    IdentityPolicy policy = on(iommu);
    assertThat(policy.map(0x10, 0x20, TO_DEVICE, 1)).isEqualTo(0x10);
    assertThat(iommu.used()).isEqualTo(64);
  }

  @Test
  void countsWhatIsMappedElsewhereAndUnmappedTwice() {
    SlowIommu iommu = new SlowIommu(32);
    IdentityPolicy policy = on(iommu);
    long bus = policy.map(40 << 12, 1, TO_DEVICE, 1);
    policy.unmap(bus, 1, TO_DEVICE);
    assertThat(PolicyBench.metrics(policy::report)).containsEntry("policy.unmaps.unknown", 0L);
    policy.unmap(bus, 1, TO_DEVICE);
    assertThat(PolicyBench.metrics(policy::report)).containsEntry("policy.unmaps.unknown", 1L);
  }

  @Test
  void atTheEndNothingIsLeftAndNothingHasFailed() {
    SlowIommu iommu = new SlowIommu(32, SELECTIVE_INVALIDATION);
    IdentityPolicy policy = on(iommu);
    long bus = policy.map(40 << 12, 1, TO_DEVICE, 1);
    iommu.stubborn = 1;
    policy.unmap(bus, 1, TO_DEVICE);
    assertThat(iommu.used()).as("kept out of use").isEqualTo(31);
    iommu.news();

    policy.close();

    assertThat(iommu.used()).isZero();
    assertThat(iommu.news()).endsWith("end");
    assertThat(PolicyBench.metrics(policy::report))
        .containsEntry("policy.invalidations.failed", 1L);
  }

  @Test
  void aListIsUnmappedBufferByBuffer() {
    SlowIommu iommu = new SlowIommu(32);
    IdentityPolicy policy = on(iommu);
    ScatterList list = new ScatterList();
    list.add(0x1000, 0x20);
    list.add(40 << 12, 0x20);
    assertThat(policy.mapScatter(list, TO_DEVICE)).isEqualTo(2);
    assertThat(list.busAddress(0)).isEqualTo(0x1000);
    iommu.news();

    policy.unmapScatter(list, TO_DEVICE);

    assertThat(iommu.news()).containsExactly("unmap 30+1", "invalidate all", "free 30+1", "end");
    assertThat(iommu.table).hasSize(30);
  }

  @Test
  void devicesOfADomainShareTheEntriesAndTheLastClearsThem() {
    SlowIommu iommu = new SlowIommu(128);
    IdentityPolicy one = on(iommu);
    IdentityPolicy other =
        new IdentityPolicy(
            new PolicyContext(
                PolicyBench.machine(64, 0), Device.ofDefaults(1, "0000:00:05.0", 0), iommu));
    assertThat(iommu.table).hasSize(64);
    iommu.news();

    one.close();
    assertThat(iommu.table).hasSize(64);
    assertThat(iommu.news()).isEmpty();
    other.close();
    assertThat(iommu.table).isEmpty();
    assertThat(iommu.used()).isZero();
    assertThat(iommu.news()).contains("unmap 0+64", "invalidate all", "free 0+64");
  }

  @Test
  void ioPagesThatTheUnitWouldNotForgetAtTheEndAreNotGivenBack() {
    SlowIommu iommu = new SlowIommu(128);
    IdentityPolicy policy = on(iommu);
    iommu.stubborn = 1;
    policy.close();
    assertThat(iommu.used()).isEqualTo(64);
    assertThat(PolicyBench.metrics(policy::report))
        .containsEntry("policy.invalidations.failed", 1L);
  }
}
