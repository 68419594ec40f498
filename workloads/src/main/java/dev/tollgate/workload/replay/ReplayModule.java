package dev.tollgate.workload.replay;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import dev.tollgate.core.spi.WorkloadFactory;

/** Binds the workload's factory. */
final class ReplayModule extends AbstractModule {

  @Override
  protected void configure() {
    MapBinder.newMapBinder(binder(), String.class, WorkloadFactory.class)
        .addBinding("replay")
        .to(ReplayFactory.class);
  }
}
