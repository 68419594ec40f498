package dev.tollgate.iommu.calgary;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import dev.tollgate.core.spi.IommuFactory;

/** Binds the IOMMU {@code calgary}. */
final class CalgaryModule extends AbstractModule {

  @Override
  protected void configure() {
    MapBinder.newMapBinder(binder(), String.class, IommuFactory.class)
        .addBinding("calgary")
        .to(CalgaryFactory.class);
  }
}
