package dev.tollgate.workload.stream;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import dev.tollgate.core.spi.WorkloadFactory;

/** Binds the workload's factory. */
final class StreamModule extends AbstractModule {

  @Override
  protected void configure() {
    MapBinder.newMapBinder(binder(), String.class, WorkloadFactory.class)
        .addBinding("stream")
        .to(StreamFactory.class);
  }
}
