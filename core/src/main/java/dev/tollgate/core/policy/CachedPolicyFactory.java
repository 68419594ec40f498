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

/** Makes {@link CachedPolicy} with a limit. */
final class CachedPolicyFactory implements ProtectionPolicyFactory {

  private static final ParameterSpec CAPACITY =
      ParameterSpec.integer(
          "capacity",
          8192,
          0,
          1 << 30,
          "I/O pages of 4 KiB that may stay mapped without a driver holding them: the default is"
              + " 32 MiB. The memory in them stays reachable.");

  private static final ParameterSpec BATCH =
      ParameterSpec.integer(
          "batch",
          64,
          1,
          1 << 20,
          "I/O pages given up at a time when there are more; on a unit that can only forget"
              + " everything, with one invalidation.");

  @Inject
  CachedPolicyFactory() {}

  @Override
  public String description() {
    return "Keeps mappings after unmap, up to a limit, and uses them again for the same frames:"
        + " the longest unused are made to be forgotten in batches.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return ImmutableList.of(CAPACITY, BATCH);
  }

  @Override
  public Applicability on(ImmutableSet<IommuCapability> capabilities) {
    return Applicabilities.withIommu(capabilities);
  }

  @Override
  public ProtectionPolicy create(PolicyContext context, Parameters parameters) {
    return new CachedPolicy(
        context, parameters.integer(CAPACITY.name()), (int) parameters.integer(BATCH.name()));
  }
}
