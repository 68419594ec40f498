package dev.tollgate.iommu.dart;

import com.google.inject.Module;
import dev.tollgate.core.spi.TollgatePlugin;

/** The plugin that brings the IOMMU {@code dart}. */
public final class DartPlugin implements TollgatePlugin {

  @Override
  public String id() {
    return "iommu-dart";
  }

  @Override
  public Module module() {
    return new DartModule();
  }
}
