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

/** Makes {@link DeferredQueuePolicy}. */
final class DeferredQueuePolicyFactory implements ProtectionPolicyFactory {

  private static final ParameterSpec PLACES =
      ParameterSpec.integer(
          "places",
          256,
          2,
          1 << 20,
          "Places of a ring, one of which stays empty: Linux has 256, and 32768 in its single"
              + " queue.");

  private static final ParameterSpec PER_CPU =
      ParameterSpec.flag(
          "per-cpu", true, "Whether each CPU has a ring of its own, or one serves them all.");

  private static final ParameterSpec TIMEOUT =
      ParameterSpec.duration(
          "timeout",
          "10ms",
          "Time from the first unmap to the flush: 10 ms in Linux, 1 s for its single queue.");

  private static final ParameterSpec JIFFY =
      ParameterSpec.duration(
          "jiffy",
          "0ms",
          "Tick of the kernel's timer, which is then late by one to two of them: 4 ms with HZ=250."
              + " 0 for a timer that is exact.");

  @Inject
  DeferredQueuePolicyFactory() {}

  @Override
  public String description() {
    return "Makes the unit forget many unmapped buffers together, when a CPU's ring of them is full"
        + " or a timer runs out, as Linux does with iommu.strict=0.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return ImmutableList.of(PLACES, PER_CPU, TIMEOUT, JIFFY);
  }

  @Override
  public Applicability on(ImmutableSet<IommuCapability> capabilities) {
    return Applicabilities.withIommu(capabilities);
  }

  @Override
  public ProtectionPolicy create(PolicyContext context, Parameters parameters) {
    return new DeferredQueuePolicy(
        context,
        new FlushQueue.Shape(
            (int) parameters.integer(PLACES.name()),
            parameters.flag(PER_CPU.name()),
            parameters.picoseconds(TIMEOUT.name()),
            parameters.picoseconds(JIFFY.name())));
  }
}
