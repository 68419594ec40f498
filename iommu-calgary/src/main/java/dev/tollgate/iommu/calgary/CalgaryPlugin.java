package dev.tollgate.iommu.calgary;

import com.google.inject.Module;
import dev.tollgate.core.spi.TollgatePlugin;

/** The plugin that brings the IOMMU {@code calgary}. */
public final class CalgaryPlugin implements TollgatePlugin {

  @Override
  public String id() {
    return "iommu-calgary";
  }

  @Override
  public Module module() {
    return new CalgaryModule();
  }
}
