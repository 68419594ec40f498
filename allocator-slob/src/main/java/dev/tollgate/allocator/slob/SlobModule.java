package dev.tollgate.allocator.slob;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import dev.tollgate.core.spi.AllocatorFactory;

/** Binds the memory allocator {@code slob}. */
final class SlobModule extends AbstractModule {

  @Override
  protected void configure() {
    MapBinder.newMapBinder(binder(), String.class, AllocatorFactory.class)
        .addBinding("slob")
        .to(SlobFactory.class);
  }
}
