package dev.tollgate.cli.results;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * A combination that was asked for but makes no sense, and was therefore not run.
 *
 * @param coordinates the value on each axis of the experiment
 * @param iommu name of the IOMMU
 * @param policy name of the policy
 * @param allocator name of the allocator, or {@code none}
 * @param reason why it makes no sense, as a sentence without full stop
 */
public record InapplicableRecord(
    Map<String, String> coordinates, String iommu, String policy, String allocator, String reason) {

  /** Copies what it is given. */
  public InapplicableRecord {
    coordinates = ImmutableMap.copyOf(coordinates);
  }

  /** The parts in a few letters: {@code calgary/strict}, {@code slab}. */
  public String combination() {
    return Combination.of(iommu, policy, allocator);
  }
}
