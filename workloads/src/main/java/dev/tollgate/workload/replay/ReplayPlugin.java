package dev.tollgate.workload.replay;

import com.google.inject.Module;
import dev.tollgate.core.spi.TollgatePlugin;

/** Brings the workload {@code replay}. */
public final class ReplayPlugin implements TollgatePlugin {

  @Override
  public String id() {
    return "workload-replay";
  }

  @Override
  public Module module() {
    return new ReplayModule();
  }
}
