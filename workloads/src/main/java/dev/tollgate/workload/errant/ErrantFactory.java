package dev.tollgate.workload.errant;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.HypervisorCapability;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadFactory;
import dev.tollgate.core.spi.WorkloadUse;
import jakarta.inject.Inject;

/** Makes errant devices. */
final class ErrantFactory implements WorkloadFactory {

  @Inject
  ErrantFactory() {}

  @Override
  public String description() {
    return "Lets a device do what it was not entitled to, beside honest traffic, and reports what"
        + " it really read and changed.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return ErrantOptions.PARAMETERS;
  }

  @Override
  public ImmutableSet<WorkloadUse> uses() {
    return ImmutableSet.of(WorkloadUse.DMA, WorkloadUse.ALLOCATOR);
  }

  @Override
  public Applicability on(ImmutableSet<HypervisorCapability> environment, Parameters parameters) {
    Attack attack = ErrantOptions.of(parameters).attack();
    return attack.stage() != Attack.Stage.ACROSS_DOMAINS
            || environment.containsAll(GuestPages.NEEDS)
        ? Applicability.applicable()
        : Applicability.notApplicable(
            "attack %s needs a second guest to aim at, which grants pages and gives them back"
                .formatted(attack.word()));
  }

  @Override
  public Workload create(Parameters parameters, long seed) {
    ErrantOptions options = ErrantOptions.of(parameters);
    return options.sequence().isEmpty()
        ? new Errant(options, seed)
        : SequenceRun.of(SequenceFile.read(options.sequence()), options);
  }
}
