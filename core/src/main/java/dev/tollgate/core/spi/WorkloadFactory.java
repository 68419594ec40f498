package dev.tollgate.core.spi;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

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
   * Builds the workload of one run, reading as much of its input as its demands depend on.
   *
   * @throws dev.tollgate.core.error.BadInputException if the input is missing or unusable
   */
  Workload create(Parameters parameters, long seed);
}
