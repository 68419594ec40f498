package dev.tollgate.workload.disk;

import com.google.inject.Module;
import dev.tollgate.core.spi.TollgatePlugin;

/** Brings the workload {@code disk}. */
public final class DiskPlugin implements TollgatePlugin {

  @Override
  public String id() {
    return "workload-disk";
  }

  @Override
  public Module module() {
    return new DiskModule();
  }
}
