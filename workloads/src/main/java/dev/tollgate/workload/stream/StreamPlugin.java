package dev.tollgate.workload.stream;

import com.google.inject.Module;
import dev.tollgate.core.spi.TollgatePlugin;

/** Brings the workload {@code stream}. */
public final class StreamPlugin implements TollgatePlugin {

  @Override
  public String id() {
    return "workload-stream";
  }

  @Override
  public Module module() {
    return new StreamModule();
  }
}
