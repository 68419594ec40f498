package dev.tollgate.workload.errant;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.HypervisorCapability;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadFactory;
import dev.tollgate.core.spi.WorkloadUse;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes errant devices beside another workload, which it knows by name only, as any workload is
 * known. The parameters are those of both.
 */
class BesideFactory implements WorkloadFactory {

  private final String name;
  private final Provider<Map<String, WorkloadFactory>> all;

  BesideFactory(String name, Provider<Map<String, WorkloadFactory>> all) {
    this.name = name;
    this.all = all;
  }

  /** Beside a stream. */
  static final class Stream extends BesideFactory {
    @Inject
    Stream(Provider<Map<String, WorkloadFactory>> all) {
      super("stream", all);
    }
  }

  /** Beside the replay of a trace. */
  static final class Replay extends BesideFactory {
    @Inject
    Replay(Provider<Map<String, WorkloadFactory>> all) {
      super("replay", all);
    }
  }

  private @Nullable WorkloadFactory other() {
    return all.get().get(name);
  }

  @Override
  public String description() {
    return "The workload %s, and beside it a device that does what it was not entitled to."
        .formatted(name);
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    WorkloadFactory other = other();
    ImmutableList.Builder<ParameterSpec> parameters = ImmutableList.builder();
    parameters.addAll(ErrantOptions.PARAMETERS_BESIDE);
    if (other != null) {
      parameters.addAll(other.parameters());
    }
    return parameters.build();
  }

  @Override
  public ImmutableSet<WorkloadUse> uses() {
    return ImmutableSet.of(WorkloadUse.DMA, WorkloadUse.ALLOCATOR);
  }

  @Override
  public Applicability on(ImmutableSet<HypervisorCapability> environment, Parameters parameters) {
    WorkloadFactory other = other();
    return other == null ? Applicability.applicable() : other.on(environment, parameters);
  }

  @Override
  public ImmutableList<Path> furtherInputs(Parameters parameters) {
    WorkloadFactory other = other();
    return other == null ? ImmutableList.of() : other.furtherInputs(parameters);
  }

  @Override
  public Workload create(Parameters parameters, long seed) {
    WorkloadFactory other = other();
    if (other == null) {
      throw new BadInputException(
          "%s needs the workload %s, which no plugin offers".formatted(parameters.path(), name));
    }
    ErrantOptions options = ErrantOptions.besideAnother(parameters);
    return options.sequence().isEmpty()
        ? new Beside(other.create(parameters, seed), options, seed)
        : SequenceRun.of(SequenceFile.read(options.sequence()), options);
  }
}
