package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.safety.ExposureLedger;
import dev.tollgate.core.safety.ObservedDomain;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.PolicyContext;
import dev.tollgate.core.spi.ProtectionPolicy;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import dev.tollgate.hypervisor.xen.domain.PhysicalToMachine;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;
import dev.tollgate.hypervisor.xen.iommu.CallForm;
import dev.tollgate.hypervisor.xen.multicall.MulticallUse;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Point 13: pre-allocated entries follow the guest's frames, and a guest that is too large is
 * refused.
 */
class Checklist13PreAllocationTest {

  private static final ImmutableSet<IommuCapability> CAPABILITIES =
      ImmutableSet.of(
          IommuCapability.FAULTS_ON_UNMAPPED,
          IommuCapability.SELECTIVE_INVALIDATION,
          IommuCapability.GUARDED_BY_HYPERVISOR);

  private static final ProtectionPolicyFactory FACTORY =
      Objects.requireNonNull(Tollgate.load().policies().get("pre-allocated"));

  private static IommuBench bench(long ioPages) {
    return new IommuBench(CallForm.ARRAY, MulticallUse.ALWAYS, true, ioPages);
  }

  private static ProtectionPolicy policy(IommuBench bench) {
    ExposureLedger exposure = new ExposureLedger(bench.hardware, 1);
    exposure.behind(bench.seen, CAPABILITIES);
    return FACTORY.create(
        new PolicyContext(
            bench.dom0.machine(),
            Device.ofDefaults(0, "nic", 0),
            new ObservedDomain(bench.seen, 0, CAPABILITIES, exposure),
            bench.dom0),
        Parameters.NONE);
  }

  @Test
  void bufferIsReachedByTheGuestsOwnAddressWithoutAnyCall() {
    IommuBench bench = bench(1 << 14);
    ProtectionPolicy policy = policy(bench);
    long crossings = bench.steps(XenSteps.CROSSING);
    long physical = (bench.frame(0, 40) << 12) + 100;

    long bus = policy.map(physical, 200, DmaDirection.FROM_DEVICE, 1);

    assertThat(bus).isEqualTo((40L << 12) + 100);
    assertThat(bench.unit.translate(0, bus, true)).isEqualTo(physical);
    policy.unmap(bus, 200, DmaDirection.FROM_DEVICE);
    assertThat(bench.unit.translate(0, bus, true)).as("always").isEqualTo(physical);
    assertThat(bench.steps(XenSteps.CROSSING)).isEqualTo(crossings);
    bench.hypervisor.check();
  }

  @Test
  void entryFollowsANumberThatComesToStandForAnotherFrame() {
    IommuBench bench = bench(1 << 14);
    ProtectionPolicy policy = policy(bench);
    PhysicalToMachine map = bench.dom0.domain().physicalToMachine();
    long first = bench.frame(0, 40);
    long second = bench.frame(0, 41);
    assertThat(bench.reached(40, true)).isEqualTo(first);

    map.set(41, PhysicalToMachine.INVALID_ENTRY);
    assertThat(bench.reached(41, true)).isEqualTo(-1);
    map.set(40, second);

    assertThat(bench.reached(40, true)).as("not the old frame from the cache").isEqualTo(second);
    assertThat(policy.map(second << 12, 1, DmaDirection.TO_DEVICE, 1)).isNotNegative();
  }

  @Test
  void guestThatDoesNotFitTheWindowIsRefused() {
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> policy(bench(64)))
        .withMessageMatching(
            "policy pre-allocated: dom0 has \\d+ page frames, and only 64 I/O pages can be addressed;.*");
  }

  @Test
  void withoutAHypervisorItWouldProtectNothing() {
    assertThat(FACTORY.on(ImmutableSet.of(IommuCapability.SELECTIVE_INVALIDATION)).toString())
        .contains("without a hypervisor");
    assertThat(Guest.NO_FRAME).isNegative();
  }
}
