package dev.tollgate.allocator.slab;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import dev.tollgate.core.spi.AllocatorFactory;

/** Binds the memory allocator {@code slab}. */
final class SlabModule extends AbstractModule {

  @Override
  protected void configure() {
    MapBinder.newMapBinder(binder(), String.class, AllocatorFactory.class)
        .addBinding("slab")
        .to(SlabFactory.class);
  }
}
