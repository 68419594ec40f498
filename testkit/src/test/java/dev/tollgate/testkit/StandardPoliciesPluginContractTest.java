package dev.tollgate.testkit;

/** The policies that come with the core, which cannot test them with the testkit itself. */
class StandardPoliciesPluginContractTest extends PluginContract {

  @Override
  protected String id() {
    return "policies";
  }
}
