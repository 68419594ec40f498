package com.example.everynth;

import dev.tollgate.testkit.PluginContract;

class EveryNthPluginContractTest extends PluginContract {
  @Override
  protected String id() {
    return "every-nth";
  }
}
