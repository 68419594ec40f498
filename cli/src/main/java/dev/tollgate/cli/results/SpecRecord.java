package dev.tollgate.cli.results;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import java.util.SortedMap;

/**
 * Everything that decides what a run does, resolved: enough to repeat it.
 *
 * @param machine the machine
 * @param costProfile name of the profile that priced its steps; the prices stand in the run's
 *     accounts
 * @param iommu name of the IOMMU, or {@code off}
 * @param policy name of the protection policy, or {@code off}
 * @param allocator name of the kernel's allocator, or {@code none}
 * @param workload name of the workload
 * @param parameters all parameters of the parts named above and of the environment, by the path of
 *     the part ({@code iommu.calgary}, {@code environment.xen-dom0}) and then by name: truth
 *     values, texts and numbers, these in bytes, picoseconds, hertz or without unit. Names of files
 *     are as the user wrote them.
 * @param dmaDebug whether the DMA API checked its callers
 * @param accounting how account was kept of who held which kernel memory, or {@code none}
 * @param seed where all pseudo-random choices came from
 */
public record SpecRecord(
    MachineRecord machine,
    String costProfile,
    String iommu,
    String policy,
    String allocator,
    String workload,
    Map<String, SortedMap<String, Object>> parameters,
    boolean dmaDebug,
    String accounting,
    long seed) {

  /** What {@link #environment} is where no hypervisor stands below the operating system. */
  public static final String BARE_METAL = "bare-metal";

  private static final String ENVIRONMENT = "environment.";

  /** Copies what it is given. */
  public SpecRecord {
    ImmutableMap.Builder<String, SortedMap<String, Object>> copy = ImmutableMap.builder();
    parameters.forEach((path, values) -> copy.put(path, ImmutableSortedMap.copyOf(values)));
    parameters = copy.buildOrThrow();
  }

  /** The parts in a few letters: {@code calgary/strict}, {@code off}, {@code slab}. */
  public String combination() {
    return Combination.of(iommu, policy, allocator);
  }

  /** IOMMU and policy in a few letters: {@code calgary/strict}, {@code off}. */
  public String protection() {
    return Combination.of(iommu, policy, Combination.NONE);
  }

  /** Name of the environment, which is among the parts with parameters unless it is bare metal. */
  @JsonIgnore
  public String environment() {
    return parameters.keySet().stream()
        .filter(path -> path.startsWith(ENVIRONMENT))
        .map(path -> path.substring(ENVIRONMENT.length()))
        .findFirst()
        .orElse(BARE_METAL);
  }

  /** Whether the run had an allocator of the kernel's memory. */
  @JsonIgnore
  public boolean allocates() {
    return !allocator.equals(Combination.NONE);
  }
}
