package dev.tollgate.workload.replay;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import dev.tollgate.core.spi.WorkloadFactory;

/** Binds the factories of replays with DMA. */
final class ReplayModule extends AbstractModule {

  @Override
  protected void configure() {
    MapBinder<String, WorkloadFactory> workloads =
        MapBinder.newMapBinder(binder(), String.class, WorkloadFactory.class);
    workloads.addBinding("replay").to(ReplayFactory.class);
    workloads.addBinding("joint").to(JointFactory.class);
  }
}
