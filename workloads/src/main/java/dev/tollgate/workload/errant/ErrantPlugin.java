package dev.tollgate.workload.errant;

import com.google.inject.Module;
import dev.tollgate.core.spi.TollgatePlugin;

/** Brings the workload {@code errant}. */
public final class ErrantPlugin implements TollgatePlugin {

  @Override
  public String id() {
    return "workload-errant";
  }

  @Override
  public Module module() {
    return new ErrantModule();
  }
}
