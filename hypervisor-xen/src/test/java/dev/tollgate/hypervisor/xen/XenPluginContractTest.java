package dev.tollgate.hypervisor.xen;

import dev.tollgate.testkit.PluginContract;

class XenPluginContractTest extends PluginContract {

  @Override
  protected String id() {
    return "hypervisor-xen";
  }
}
