package dev.tollgate.iommu.calgary;

import dev.tollgate.testkit.PluginContract;

class CalgaryPluginContractTest extends PluginContract {

  @Override
  protected String id() {
    return "iommu-calgary";
  }
}
