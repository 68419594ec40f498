package dev.tollgate.core.boot;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import com.google.inject.multibindings.MapBinder;
import dev.tollgate.core.spi.AllocatorFactory;
import dev.tollgate.core.spi.HypervisorFactory;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import dev.tollgate.core.spi.WorkloadFactory;

/**
 * The bindings of the core: for each kind of part a map from name to factory, empty until plugins
 * add to it, and rules strict enough that nothing is bound by accident.
 */
final class TollgateModule extends AbstractModule {

  private final Iterable<? extends Module> plugins;

  TollgateModule(Iterable<? extends Module> plugins) {
    this.plugins = plugins;
  }

  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    binder().requireAtInjectOnConstructors();
    binder().requireExactBindingAnnotations();
    binder().disableCircularProxies();
    MapBinder.newMapBinder(binder(), String.class, AllocatorFactory.class);
    MapBinder.newMapBinder(binder(), String.class, HypervisorFactory.class);
    MapBinder.newMapBinder(binder(), String.class, IommuFactory.class);
    MapBinder.newMapBinder(binder(), String.class, ProtectionPolicyFactory.class);
    MapBinder.newMapBinder(binder(), String.class, WorkloadFactory.class);
    plugins.forEach(this::install);
  }
}
