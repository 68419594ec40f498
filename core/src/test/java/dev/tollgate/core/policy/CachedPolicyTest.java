package dev.tollgate.core.policy;

import static dev.tollgate.core.dma.AddressTranslation.FAULT;
import static dev.tollgate.core.dma.DmaDirection.BIDIRECTIONAL;
import static dev.tollgate.core.dma.DmaDirection.FROM_DEVICE;
import static dev.tollgate.core.dma.DmaDirection.TO_DEVICE;
import static dev.tollgate.core.dma.DmaMapOperations.MAPPING_ERROR;
import static dev.tollgate.core.spi.IommuCapability.SELECTIVE_INVALIDATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.DmaDirection;
import org.junit.jupiter.api.Test;

class CachedPolicyTest {

  private final SlowIommu iommu = new SlowIommu(8);

  private CachedPolicy policy(SlowIommu unit, long capacity, int batch) {
    return new CachedPolicy(PolicyBench.context(unit), capacity, batch);
  }

  @Test
  void mapsAFrameTheFirstTimeOnly() {
    CachedPolicy policy = policy(iommu, 4, 1);
    long bus = policy.map(0x5010, 0x20, FROM_DEVICE, 1);
    policy.unmap(bus, 0x20, FROM_DEVICE);
    assertThat(iommu.news())
        .containsExactly("allocate 0+1", "map 0+1 -> 5 FROM_DEVICE", "end", "end");

    assertThat(policy.map(0x5880, 0x40, FROM_DEVICE, 1)).isEqualTo(0x880);

    assertThat(iommu.news()).containsExactly("end");
    assertThat(PolicyBench.metrics(policy::report))
        .containsEntry("policy.kept.hits", 1L)
        .containsEntry("policy.kept.misses", 1L);
  }

  @Test
  void aFrameMappedTwiceAtATimeSharesItsIoPageUntilBothAreUnmapped() {
    CachedPolicy policy = policy(iommu, 0, 1);
    long one = policy.map(0x5000, 2048, FROM_DEVICE, 1);
    long other = policy.map(0x5800, 2048, FROM_DEVICE, 1);
    assertThat(other).isEqualTo(one + 0x800);
    policy.unmap(one, 2048, FROM_DEVICE);
    assertThat(iommu.translate(0, other, true)).isEqualTo(0x5800);
    policy.unmap(other, 2048, FROM_DEVICE);
    assertThat(iommu.translate(0, other, true)).isEqualTo(FAULT);
  }

  @Test
  void anotherDirectionOrLengthIsAnotherMapping() {
    CachedPolicy policy = policy(iommu, 8, 1);
    map(policy, 0x1000, 4096, FROM_DEVICE);
    map(policy, 0x1000, 4096, TO_DEVICE);
    map(policy, 0x1000, 8192, FROM_DEVICE);
    assertThat(iommu.used()).isEqualTo(4);
  }

  @Test
  void aMappingThatMayBeReadAndWrittenIsNoOneWayMapping() {
    CachedPolicy policy = policy(iommu, 8, 1);
    map(policy, 0x1000, 4096, FROM_DEVICE);
    map(policy, 0x1000, 4096, TO_DEVICE);
    map(policy, 0x1000, 4096, BIDIRECTIONAL);
    assertThat(iommu.used()).isEqualTo(3);
    map(policy, 0x1000, 4096, FROM_DEVICE);
    map(policy, 0x1000, 4096, TO_DEVICE);
    map(policy, 0x1000, 4096, BIDIRECTIONAL);
    assertThat(iommu.used()).as("each is found again").isEqualTo(3);
  }

  @Test
  void endsTheLongestIdleInBatchesWithOneInvalidation() {
    CachedPolicy policy = policy(iommu, 3, 2);
    for (int frame = 1; frame <= 3; frame++) {
      map(policy, (long) frame << 12, 4096, TO_DEVICE);
    }
    map(policy, 0x1000, 4096, TO_DEVICE);
    iommu.news();

    map(policy, 0x4000, 4096, TO_DEVICE);

    assertThat(iommu.news())
        .containsExactly(
            "allocate 3+1",
            "map 3+1 -> 4 TO_DEVICE",
            "end",
            "unmap 1+1",
            "unmap 2+1",
            "invalidate all",
            "free 1+1",
            "free 2+1",
            "end");
  }

  @Test
  void invalidatesEachWhereTheUnitCanSelect() {
    SlowIommu selective = new SlowIommu(8, SELECTIVE_INVALIDATION);
    CachedPolicy policy = policy(selective, 0, 1);
    long bus = policy.map(0x1000, 8192, TO_DEVICE, 1);
    selective.news();

    policy.unmap(bus, 8192, TO_DEVICE);

    assertThat(selective.news()).containsExactly("unmap 0+2", "invalidate 0+2", "free 0+2", "end");
  }

  @Test
  void withoutALimitNothingEndsUntilIoPagesRunShort() {
    CachedPolicy policy = policy(iommu, CachedPolicy.UNLIMITED, 1);
    long first = map(policy, 0x1000, 4096, TO_DEVICE);
    assertThat(iommu.translate(0, first, false)).isEqualTo(0x1000);
    long held = policy.map(0x2000, 4096, TO_DEVICE, 1);
    for (int frame = 3; frame <= 8; frame++) {
      map(policy, (long) frame << 12, 4096, TO_DEVICE);
      assertThat(iommu.translate(0, first, false)).isEqualTo(0x1000);
    }

    assertThat(policy.map(0x9000, 4096, TO_DEVICE, 1)).isNotEqualTo(MAPPING_ERROR);

    assertThat(iommu.translate(0, held, false)).isEqualTo(0x2000);
    assertThat(iommu.table).hasSize(2);
    assertThat(iommu.cache).doesNotContainKey(7L);
  }

  @Test
  void aMappingThatMustBeAlignedOtherwiseIsMadeAnewAndNotKept() {
    CachedPolicy policy = policy(iommu, 8, 1);
    map(policy, 0x7000, 1, TO_DEVICE);
    map(policy, 0x5000, 8192, TO_DEVICE);
    long aligned = policy.map(0x5000, 8192, TO_DEVICE, 4);
    assertThat(aligned).isEqualTo(0x4000);
    iommu.news();

    policy.unmap(aligned, 8192, TO_DEVICE);

    assertThat(iommu.news()).containsExactly("unmap 4+2", "invalidate all", "free 4+2", "end");
    assertThat(policy.map(0x5000, 8192, TO_DEVICE, 1)).isEqualTo(0x1000);
  }

  @Test
  void whatIsUnmappedTwiceOrElsewhereIsUnknown() {
    CachedPolicy policy = policy(iommu, 8, 1);
    long bus = map(policy, 0x5000, 4096, TO_DEVICE);
    policy.unmap(bus, 4096, TO_DEVICE);
    policy.unmap(bus + 4096, 4096, TO_DEVICE);
    policy.unmap(-5, 1, TO_DEVICE);
    long held = policy.map(0x5000, 4096, TO_DEVICE, 1);
    policy.unmap(held, 8192, TO_DEVICE);
    assertThat(PolicyBench.metrics(policy::report)).containsEntry("policy.unmaps.unknown", 4L);
    assertThat(iommu.translate(0, held, false)).isEqualTo(0x5000);
  }

  @Test
  void ioPagesThatTheUnitWouldNotForgetStayOutOfUseUntilItDoes() {
    CachedPolicy policy = policy(iommu, 0, 1);
    iommu.stubborn = 1;
    map(policy, 0x5000, 4096, TO_DEVICE);
    assertThat(iommu.used()).isEqualTo(1);
    map(policy, 0x6000, 4096, TO_DEVICE);
    assertThat(iommu.used()).isZero();
    assertThat(PolicyBench.metrics(policy::report))
        .containsEntry("policy.invalidations.failed", 1L)
        .containsEntry("policy.kept.ended", 2L);
  }

  @Test
  void leavesNothingWhenTheDeviceGoesAway() {
    CachedPolicy policy = policy(iommu, CachedPolicy.UNLIMITED, 1);
    for (int frame = 1; frame <= 5; frame++) {
      map(policy, (long) frame << 12, 4096, TO_DEVICE);
    }
    policy.close();
    assertThat(iommu.table).isEmpty();
    assertThat(iommu.used()).isZero();
  }

  private static long map(CachedPolicy policy, long physical, long size, DmaDirection direction) {
    long bus = policy.map(physical, size, direction, 1);
    policy.unmap(bus, size, direction);
    return bus;
  }
}
