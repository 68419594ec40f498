package dev.tollgate.hypervisor.xen;

import com.google.inject.Module;
import dev.tollgate.core.spi.TollgatePlugin;

/** The plugin that brings Xen. */
public final class XenPlugin implements TollgatePlugin {

  @Override
  public String id() {
    return "hypervisor-xen";
  }

  @Override
  public Module module() {
    return new XenModule();
  }
}
