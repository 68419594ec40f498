package dev.tollgate.iommu.dart;

import dev.tollgate.testkit.PluginContract;

class DartPluginContractTest extends PluginContract {

  @Override
  protected String id() {
    return "iommu-dart";
  }
}
