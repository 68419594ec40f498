package dev.tollgate.workload.kmem;

import com.google.inject.Module;
import dev.tollgate.core.spi.TollgatePlugin;

/** Brings the workload {@code allocations}. */
public final class AllocationPlugin implements TollgatePlugin {

  @Override
  public String id() {
    return "workload-allocations";
  }

  @Override
  public Module module() {
    return new AllocationModule();
  }
}
