package dev.tollgate.allocator.slob;

import dev.tollgate.testkit.PluginContract;

class SlobPluginContractTest extends PluginContract {

  @Override
  protected String id() {
    return "allocator-slob";
  }
}
