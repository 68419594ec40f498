package dev.tollgate.hypervisor.emulation;

import com.google.inject.Module;
import dev.tollgate.core.spi.TollgatePlugin;

/** The plugin that brings hypervisors with an emulated IOMMU. */
public final class EmulationPlugin implements TollgatePlugin {

  @Override
  public String id() {
    return "hypervisor-emulation";
  }

  @Override
  public Module module() {
    return new EmulationModule();
  }
}
