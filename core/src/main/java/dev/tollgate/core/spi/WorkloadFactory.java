package dev.tollgate.core.spi;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;

/** Makes workloads of one kind. Bound by name into {@code MapBinder<String, WorkloadFactory>}. */
public interface WorkloadFactory {

  /** One sentence for listings. */
  String description();

  /** The parameters it understands, in the order to list them. */
  ImmutableList<ParameterSpec> parameters();

  /** What its workloads make use of; DMA alone unless it says otherwise. */
  default ImmutableSet<WorkloadUse> uses() {
    return ImmutableSet.of(WorkloadUse.DMA);
  }

  /**
   * Whether what it makes of these parameters makes sense where the operating system runs.
   *
   * @param environment what the hypervisor offers its guests; nothing on bare metal
   */
  default Applicability on(ImmutableSet<HypervisorCapability> environment, Parameters parameters) {
    return Applicability.applicable();
  }

  /**
   * Files that decide what a workload of these parameters does, other than those that parameters of
   * the type {@link ParameterType#FILE} name: one that lies beside another, one that another names.
   * A run is done again when the content of such a file has changed.
   *
   * @throws dev.tollgate.core.error.BadInputException if the parameters name what does not exist
   */
  default ImmutableList<Path> furtherInputs(Parameters parameters) {
    return ImmutableList.of();
  }

  /**
   * Builds the workload of one run, reading as much of its input as its demands depend on.
   *
   * @throws dev.tollgate.core.error.BadInputException if the input is missing or unusable
   */
  Workload create(Parameters parameters, long seed);
}
