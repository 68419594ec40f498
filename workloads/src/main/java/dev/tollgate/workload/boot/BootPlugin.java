package dev.tollgate.workload.boot;

import com.google.inject.Module;
import dev.tollgate.core.spi.TollgatePlugin;

/** Brings the workload {@code boot}. */
public final class BootPlugin implements TollgatePlugin {

  @Override
  public String id() {
    return "workload-boot";
  }

  @Override
  public Module module() {
    return new BootModule();
  }
}
