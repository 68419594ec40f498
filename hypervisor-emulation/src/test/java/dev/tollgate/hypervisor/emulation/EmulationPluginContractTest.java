package dev.tollgate.hypervisor.emulation;

import dev.tollgate.testkit.PluginContract;

class EmulationPluginContractTest extends PluginContract {

  @Override
  protected String id() {
    return "hypervisor-emulation";
  }
}
