package dev.tollgate.workload.errant;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import dev.tollgate.core.spi.WorkloadFactory;

/** Binds the factories of errant devices, by themselves and beside others. */
final class ErrantModule extends AbstractModule {

  @Override
  protected void configure() {
    MapBinder<String, WorkloadFactory> workloads =
        MapBinder.newMapBinder(binder(), String.class, WorkloadFactory.class);
    workloads.addBinding("errant").to(ErrantFactory.class);
    workloads.addBinding("errant-stream").to(BesideFactory.Stream.class);
    workloads.addBinding("errant-replay").to(BesideFactory.Replay.class);
  }
}
