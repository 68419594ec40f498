package dev.tollgate.core.spi;

import com.google.inject.Module;

/**
 * Contributes simulated parts: IOMMUs, protection policies, allocators, hypervisors, workloads.
 *
 * <p>Found by {@link java.util.ServiceLoader}; an implementation needs a public constructor without
 * parameters and a line in {@code META-INF/services/dev.tollgate.core.spi.TollgatePlugin}. Plugins
 * are sorted by id before their modules are installed, so nothing depends on the class path's
 * order.
 */
public interface TollgatePlugin {

  /**
   * The plugin's own name, unique among all plugins found: lower-case letters, digits and single
   * hyphens, beginning with a letter, as in {@code "iommu-dart"}.
   */
  String id();

  /**
   * Guice bindings of the plugin's factories into the map binders that the core declares. Called
   * once, at start-up; bind factories, never objects of a run.
   */
  Module module();
}
