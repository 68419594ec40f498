package dev.tollgate.core.policy;

import static dev.tollgate.core.dma.DmaDirection.FROM_DEVICE;
import static dev.tollgate.core.spi.IommuCapability.SELECTIVE_INVALIDATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.MappingStyle;
import dev.tollgate.core.dma.ScatterList;
import org.junit.jupiter.api.Test;

class BatchedPolicyTest {

  private final SlowIommu iommu = new SlowIommu(8, SELECTIVE_INVALIDATION);
  private final BatchedPolicy policy = new BatchedPolicy(PolicyBench.context(iommu));

  /** Buffers of 0x20 bytes. */
  private static ScatterList list(long... physical) {
    ScatterList list = new ScatterList();
    for (long address : physical) {
      list.add(address, 0x20);
    }
    return list;
  }

  @Test
  void asksDriversForBatches() {
    assertThat(policy.style()).isEqualTo(MappingStyle.BATCHED);
  }

  @Test
  void aBatchIsForgottenByOneInvalidationOfEverythingBeforeAnyOfItsPagesIsGivenBack() {
    ScatterList list = list(0x1000, 0x2ff0, 0x5000);
    assertThat(policy.mapMulti(list, FROM_DEVICE)).isEqualTo(3);
    assertThat(iommu.news())
        .containsExactly(
            "allocate 0+1",
            "map 0+1 -> 1 FROM_DEVICE",
            "allocate 1+2",
            "map 1+2 -> 2 FROM_DEVICE",
            "allocate 3+1",
            "map 3+1 -> 5 FROM_DEVICE",
            "end");

    policy.unmapMulti(list, FROM_DEVICE);

    assertThat(iommu.news())
        .containsExactly(
            "unmap 0+1",
            "unmap 1+2",
            "unmap 3+1",
            "invalidate all",
            "free 0+1",
            "free 1+2",
            "free 3+1",
            "end");
  }

  @Test
  void aBatchOfOneIsForgottenAlone() {
    ScatterList list = list(0x1000);
    policy.mapMulti(list, FROM_DEVICE);
    iommu.news();

    policy.unmapMulti(list, FROM_DEVICE);

    assertThat(iommu.news()).containsExactly("unmap 0+1", "invalidate 0+1", "free 0+1", "end");
  }

  @Test
  void nothingOfABatchIsReachableWhenTheCallReturns() {
    ScatterList list = list(0x1000, 0x2000);
    policy.mapMulti(list, FROM_DEVICE);
    for (int i = 0; i < 2; i++) {
      assertThat(iommu.translate(0, list.busAddress(i), true)).isEqualTo(list.physical(i));
    }

    policy.unmapMulti(list, FROM_DEVICE);

    assertThat(iommu.cache).isEmpty();
    assertThat(iommu.table).isEmpty();
  }

  @Test
  void theFirstBuffersStayMappedWhereALaterOneFindsNoIoPages() {
    policy.map(0x8000, 7 * 4096, FROM_DEVICE, 1);
    ScatterList list = list(0x1000, 0x2000);

    assertThat(policy.mapMulti(list, FROM_DEVICE)).isEqualTo(1);

    assertThat(iommu.translate(0, list.busAddress(0), true)).isEqualTo(0x1000);
    assertThat(iommu.table).hasSize(8);
  }

  @Test
  void aBatchThatTheUnitWouldNotForgetIsKeptOutOfUse() {
    ScatterList list = list(0x1000, 0x2000);
    policy.mapMulti(list, FROM_DEVICE);
    iommu.stubborn = 1;

    policy.unmapMulti(list, FROM_DEVICE);

    assertThat(iommu.used()).isEqualTo(2);
    assertThat(PolicyBench.metrics(policy::report))
        .containsEntry("policy.invalidations.failed", 1L)
        .containsEntry("policy.pages.withheld", 2L)
        .containsEntry("policy.unmaps.unknown", 0L);
    policy.close();
    assertThat(iommu.used()).isZero();
  }

  @Test
  void buffersOfABatchThatAreUnmappedTwiceAreCounted() {
    ScatterList list = list(0x1000, 0x2000);
    policy.mapMulti(list, FROM_DEVICE);
    policy.unmapMulti(list, FROM_DEVICE);
    policy.unmapMulti(list, FROM_DEVICE);

    assertThat(PolicyBench.metrics(policy::report)).containsEntry("policy.unmaps.unknown", 2L);
  }
}
