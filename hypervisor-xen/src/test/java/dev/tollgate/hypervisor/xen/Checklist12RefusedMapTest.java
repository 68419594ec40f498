package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.DmaMapOperations;
import dev.tollgate.core.dma.ScatterList;
import dev.tollgate.core.safety.ExposureLedger;
import dev.tollgate.core.safety.ObservedDomain;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.PolicyContext;
import dev.tollgate.core.spi.ProtectionPolicy;
import dev.tollgate.hypervisor.xen.iommu.CallForm;
import dev.tollgate.hypervisor.xen.multicall.MulticallUse;
import dev.tollgate.testkit.PolicyVariant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Point 12: a mapping that Xen refuses fails, as a whole, and leaves nothing behind. */
class Checklist12RefusedMapTest {

  private static final ImmutableSet<IommuCapability> CAPABILITIES =
      ImmutableSet.of(
          IommuCapability.FAULTS_ON_UNMAPPED,
          IommuCapability.SELECTIVE_INVALIDATION,
          IommuCapability.GUARDED_BY_HYPERVISOR);

  @ParameterizedTest
  @CsvSource({
    "strict, ENTRY, ALWAYS",
    "strict, ENTRY, NEVER",
    "strict, ARRAY, ALWAYS",
    "native, ENTRY, ALWAYS",
    "deferred-queue, ARRAY, ALWAYS",
    "batched, ENTRY, BYPASS_SINGLETON",
    "cached, ENTRY, ALWAYS",
    "never-free, ARRAY, ALWAYS",
    "pre-allocated, ENTRY, ALWAYS"
  })
  void frameOfAnotherDomainIsNotMappedAndTheNextOwnOneIs(
      String policy, CallForm form, MulticallUse multicall) {
    IommuBench bench = new IommuBench(form, multicall, true, 1 << 14);
    DmaApi dma = api(bench, policy);
    long own = bench.dom0.machine().pages().allocate(0) << 12;
    long foreign = bench.frame(1, 30) << 12;
    ScatterList both = new ScatterList();
    both.add(own, 100);
    both.add(foreign, 100);

    for (int again = 0; again < 3; again++) {
      long bus = dma.mapSingle(0, foreign, 100, DmaDirection.TO_DEVICE);
      assertThat(dma.mappingError(0, bus)).isTrue();
      assertThat(dma.mapScatter(0, both, DmaDirection.TO_DEVICE)).isZero();
      unmapFirst(dma, both, dma.mapMulti(0, both, DmaDirection.TO_DEVICE));
      assertThat(reaches(bench, foreign >>> 12)).isFalse();

      long good = dma.mapSingle(0, own, 100, DmaDirection.TO_DEVICE);
      assertThat(good).isNotEqualTo(DmaMapOperations.MAPPING_ERROR);
      assertThat(bench.unit.translate(0, good, false)).isEqualTo(own);
      dma.unmapSingle(0, good, 100, DmaDirection.TO_DEVICE);
    }
    bench.hypervisor.check();
    bench.unit.check();
  }

  /** The first buffer of such a list may stay mapped, the second is the one refused. */
  private static void unmapFirst(DmaApi dma, ScatterList both, int made) {
    assertThat(made).isLessThan(2);
    if (made == 1) {
      dma.unmapSingle(0, both.busAddress(0), 100, DmaDirection.TO_DEVICE);
    }
  }

  private static boolean reaches(IommuBench bench, long frame) {
    for (long page = 0; page < bench.unit.iovaAllocator(0).size(); page++) {
      if (bench.reached(page, false) == frame) {
        return true;
      }
    }
    return false;
  }

  private static DmaApi api(IommuBench bench, String policy) {
    ExposureLedger exposure = new ExposureLedger(bench.hardware, 1);
    exposure.behind(bench.seen, CAPABILITIES);
    Device device = Device.ofDefaults(0, "nic", 0);
    PolicyContext context =
        new PolicyContext(
            bench.dom0.machine(),
            device,
            new ObservedDomain(bench.seen, 0, CAPABILITIES, exposure),
            bench.dom0);
    PolicyVariant variant = PolicyVariant.of(policy);
    ProtectionPolicy made = variant.factory().create(context, variant.parameters());
    return new DmaApi(
        bench.dom0.machine(), ImmutableList.of(device), ImmutableList.of(made), exposure, null);
  }
}
