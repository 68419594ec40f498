package dev.tollgate.workload.errant;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import dev.tollgate.core.spi.WorkloadFactory;

/** Binds the workload's factory. */
final class ErrantModule extends AbstractModule {

  @Override
  protected void configure() {
    MapBinder.newMapBinder(binder(), String.class, WorkloadFactory.class)
        .addBinding("errant")
        .to(ErrantFactory.class);
  }
}
