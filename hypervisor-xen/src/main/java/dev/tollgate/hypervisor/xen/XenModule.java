package dev.tollgate.hypervisor.xen;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import dev.tollgate.core.spi.HypervisorFactory;

/** Binds Xen's environments. */
final class XenModule extends AbstractModule {

  @Override
  protected void configure() {
    MapBinder<String, HypervisorFactory> environments =
        MapBinder.newMapBinder(binder(), String.class, HypervisorFactory.class);
    for (Arrangement arrangement : Arrangement.values()) {
      environments.addBinding(arrangement.environment()).toInstance(new XenFactory(arrangement));
    }
  }
}
