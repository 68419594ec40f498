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

/** Makes {@link BouncePolicy}. */
final class BouncePolicyFactory implements ProtectionPolicyFactory {

  private static final ParameterSpec BUFFERS =
      ParameterSpec.choice(
          "buffers",
          "unaligned",
          ImmutableList.of("ends", "unaligned", "all"),
          "Which buffers are copied: those that do not fill their pages, of these only the pages at"
              + " the ends, or all.");

  private static final ParameterSpec POOL =
      ParameterSpec.bytes(
          "pool",
          "64M",
          SlotPool.SEGMENT_BYTES,
          1L << 30,
          "Memory set aside for copies, in segments of 256 KiB: Linux's default is 64 MiB.");

  private static final ParameterSpec PRESERVE =
      ParameterSpec.flag(
          "preserve",
          true,
          "Whether buffers are copied at map that the device is only to write, so that what it does"
              + " not write is unchanged, as in Linux since 5.18; if not, zeros come back.");

  @Inject
  BouncePolicyFactory() {}

  @Override
  public String description() {
    return "Strict, with copies in bounce buffers of what does not fill its pages, as Linux does"
        + " for devices that it does not trust: no byte beside a buffer is ever reachable.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return ImmutableList.of(BUFFERS, POOL, PRESERVE);
  }

  @Override
  public Applicability on(ImmutableSet<IommuCapability> capabilities) {
    return Applicabilities.copying(capabilities);
  }

  @Override
  public ProtectionPolicy create(PolicyContext context, Parameters parameters) {
    BouncePolicy.Which which =
        switch (parameters.text(BUFFERS.name())) {
          case "ends" -> BouncePolicy.Which.ENDS;
          case "all" -> BouncePolicy.Which.ALL;
          default -> BouncePolicy.Which.UNALIGNED;
        };
    return new BouncePolicy(
        context,
        new BouncePolicy.Shape(
            which, parameters.bytes(POOL.name()), parameters.flag(PRESERVE.name())));
  }
}
