package dev.tollgate.core.policy;

import static dev.tollgate.core.dma.DmaDirection.TO_DEVICE;
import static dev.tollgate.core.spi.IommuCapability.SELECTIVE_INVALIDATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.MappingStyle;
import org.junit.jupiter.api.Test;

class PooledPolicyTest {

  private final SlowIommu iommu = new SlowIommu(8, SELECTIVE_INVALIDATION);
  private final PooledPolicy policy = new PooledPolicy(PolicyBench.context(iommu));

  @Test
  void asksDriversForPools() {
    assertThat(policy.style()).isEqualTo(MappingStyle.POOLED);
  }

  @Test
  void whatIsUnmappedIsUnmappedStrictly() {
    long bus = policy.map(0x5000, 1, TO_DEVICE, 1);
    iommu.news();

    policy.unmap(bus, 1, TO_DEVICE);

    assertThat(iommu.news()).containsExactly("unmap 0+1", "invalidate 0+1", "free 0+1", "end");
  }
}
