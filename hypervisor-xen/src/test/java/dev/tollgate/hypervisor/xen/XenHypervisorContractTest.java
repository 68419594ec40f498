package dev.tollgate.hypervisor.xen;

import com.google.common.collect.ImmutableList;
import dev.tollgate.testkit.HypervisorContract;
import dev.tollgate.testkit.HypervisorVariant;

class XenHypervisorContractTest extends HypervisorContract {

  @Override
  protected ImmutableList<HypervisorVariant> variants() {
    return ImmutableList.of(
        HypervisorVariant.of("xen-dom0", "memory=32M"),
        HypervisorVariant.of("xen-dom0", "memory=32M", "period=xen-4", "iommu-calls=array"),
        HypervisorVariant.of("xen-domu", "memory=32M", "domu-memory=16M"),
        HypervisorVariant.of(
            "xen-domu", "memory=32M", "domu-memory=16M", "period=xen-4", "multicall=never"));
  }
}
