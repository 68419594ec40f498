package com.example.everynth;

import com.google.inject.Module;
import dev.tollgate.core.spi.TollgatePlugin;

/** Contributes the protection policy every-nth. */
public final class EveryNthPlugin implements TollgatePlugin {

  @Override
  public String id() {
    return "every-nth";
  }

  @Override
  public Module module() {
    return new EveryNthModule();
  }
}
