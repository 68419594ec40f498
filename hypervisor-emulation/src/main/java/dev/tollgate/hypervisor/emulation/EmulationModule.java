package dev.tollgate.hypervisor.emulation;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import dev.tollgate.core.spi.HypervisorFactory;

/** Binds the environments with an emulated IOMMU. */
final class EmulationModule extends AbstractModule {

  @Override
  protected void configure() {
    MapBinder<String, HypervisorFactory> environments =
        MapBinder.newMapBinder(binder(), String.class, HypervisorFactory.class);
    for (Emulation emulation : Emulation.values()) {
      environments.addBinding(emulation.environment()).toInstance(new EmulationFactory(emulation));
    }
  }
}
