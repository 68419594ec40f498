package dev.tollgate.core.policy;

import static dev.tollgate.core.dma.DmaDirection.TO_DEVICE;
import static dev.tollgate.core.spi.IommuCapability.INVALIDATES_ON_MAP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.ProtectionPolicy;
import org.junit.jupiter.api.Test;

class NativePolicyFactoryTest {

  private final NativePolicyFactory factory = new NativePolicyFactory();

  @Test
  void defersOnUnitsWhoseDriverDoesNotInvalidateAtMap() {
    assertThat(factory.create(PolicyBench.context(new SlowIommu(4)), Parameters.NONE))
        .isInstanceOf(DeferredPolicy.class);
  }

  @Test
  void countsWhatIsUnmappedTwiceAndNothingElse() {
    SlowIommu iommu = new SlowIommu(4, INVALIDATES_ON_MAP);
    ProtectionPolicy policy = factory.create(PolicyBench.context(iommu), Parameters.NONE);
    long bus = policy.map(0x1000, 1, TO_DEVICE, 1);
    policy.unmap(bus, 1, TO_DEVICE);
    assertThat(PolicyBench.metrics(policy::report)).containsEntry("policy.unmaps.unknown", 0L);
    policy.unmap(bus, 1, TO_DEVICE);
    assertThat(PolicyBench.metrics(policy::report)).containsEntry("policy.unmaps.unknown", 1L);
  }

  @Test
  void neverInvalidatesOnUnitsWhoseDriverDoesSoAtMap() {
    SlowIommu iommu = new SlowIommu(4, INVALIDATES_ON_MAP);
    ProtectionPolicy policy = factory.create(PolicyBench.context(iommu), Parameters.NONE);
    long bus = policy.map(0x1000, 4 * 4096, TO_DEVICE, 1);
    iommu.translate(0, bus, false);
    iommu.news();

    policy.unmap(bus, 4 * 4096, TO_DEVICE);
    assertThat(iommu.translate(0, bus, false)).isEqualTo(0x1000);
    assertThat(policy.map(0x7000, 4096, TO_DEVICE, 1)).isEqualTo(bus);

    assertThat(iommu.news())
        .containsExactly(
            "unmap 0+4",
            "free 0+4",
            "end",
            "allocate none",
            "retry 0+1",
            "map 0+1 -> 7 TO_DEVICE",
            "end");
    assertThat(iommu.translate(0, bus, false)).isEqualTo(0x7000);
  }
}
