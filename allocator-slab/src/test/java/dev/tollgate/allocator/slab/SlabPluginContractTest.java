package dev.tollgate.allocator.slab;

import dev.tollgate.testkit.PluginContract;

class SlabPluginContractTest extends PluginContract {

  @Override
  protected String id() {
    return "allocator-slab";
  }
}
