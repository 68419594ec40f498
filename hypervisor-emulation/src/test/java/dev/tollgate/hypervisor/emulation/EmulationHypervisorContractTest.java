package dev.tollgate.hypervisor.emulation;

import com.google.common.collect.ImmutableList;
import dev.tollgate.testkit.HypervisorContract;
import dev.tollgate.testkit.HypervisorVariant;

class EmulationHypervisorContractTest extends HypervisorContract {

  @Override
  protected ImmutableList<HypervisorVariant> variants() {
    return ImmutableList.of(
        HypervisorVariant.of("trap-and-emulate"), HypervisorVariant.of("sidecore"));
  }
}
