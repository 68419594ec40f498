package dev.tollgate.core.policy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.PolicyContext;
import dev.tollgate.core.spi.ProtectionPolicy;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import jakarta.inject.Inject;

/** Makes {@link ShadowPolicy}. */
final class ShadowPolicyFactory implements ProtectionPolicyFactory {

  private static final ParameterSpec PRESERVE =
      ParameterSpec.flag(
          "preserve",
          false,
          "Whether buffers are copied at map that the device is only to write, so that what it does"
              + " not write is unchanged; if not, older bytes of the same device come back.");

  @Inject
  ShadowPolicyFactory() {}

  @Override
  public String description() {
    return "Copies every buffer to and from a shadow buffer that is mapped for good: the device"
        + " never reaches a driver's memory, and nothing is invalidated.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return ImmutableList.of(PRESERVE);
  }

  @Override
  public Applicability on(ImmutableSet<IommuCapability> capabilities) {
    return Applicabilities.copying(capabilities);
  }

  @Override
  public ProtectionPolicy create(PolicyContext context, Parameters parameters) {
    return new ShadowPolicy(context, parameters.flag(PRESERVE.name()));
  }
}
