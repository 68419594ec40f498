package dev.tollgate.iommu.dart;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import dev.tollgate.core.spi.IommuFactory;

/** Binds the IOMMU {@code dart}. */
final class DartModule extends AbstractModule {

  @Override
  protected void configure() {
    MapBinder.newMapBinder(binder(), String.class, IommuFactory.class)
        .addBinding("dart")
        .to(DartFactory.class);
  }
}
