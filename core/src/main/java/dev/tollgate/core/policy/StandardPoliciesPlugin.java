package dev.tollgate.core.policy;

import com.google.inject.Module;
import dev.tollgate.core.spi.TollgatePlugin;

/** Contributes the protection policies that need nothing but an IOMMU, and the one for none. */
public final class StandardPoliciesPlugin implements TollgatePlugin {

  @Override
  public String id() {
    return "policies";
  }

  @Override
  public Module module() {
    return new StandardPoliciesModule();
  }
}
