package dev.tollgate.cli;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import com.google.inject.multibindings.MapBinder;
import dev.tollgate.core.spi.TollgatePlugin;
import dev.tollgate.core.spi.WorkloadFactory;

/**
 * A plugin for tests: workload {@code practice}, which maps buffers and fails on demand, and {@code
 * hoard}, which allocates and never frees.
 */
public final class PracticePlugin implements TollgatePlugin {

  @Override
  public String id() {
    return "practice";
  }

  @Override
  public Module module() {
    return new AbstractModule() {
      @Override
      protected void configure() {
        MapBinder<String, WorkloadFactory> workloads =
            MapBinder.newMapBinder(binder(), String.class, WorkloadFactory.class);
        workloads.addBinding("practice").to(PracticeFactory.class);
        workloads.addBinding("hoard").to(HoardFactory.class);
      }
    };
  }
}
