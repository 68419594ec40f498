package dev.tollgate.hypervisor.xen.iommu;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.Step;

/**
 * What Xen does for each entry that a guest wants in an I/O table, beside its lock and the entry
 * itself, which have steps of their own. No source prints what these take: estimates for 3 GHz.
 */
public final class IommuSteps {

  /** One frame looked up, its owner compared, a reference taken or given back. */
  public static final Step FRAME_CHECK =
      step(
          "iommu-frame-check",
          "owner of a frame checked",
          120,
          "a line of the frame table that may miss, one locked update");

  /** One operation of an array read and answered. */
  public static final Step ARRAY_OPERATION =
      step(
          "iommu-array-operation",
          "operation of an array read and answered",
          60,
          "32 bytes in, 4 out");

  /** All of them, in the order of this file. */
  public static final ImmutableList<Step> ALL = ImmutableList.of(FRAME_CHECK, ARRAY_OPERATION);

  private IommuSteps() {}

  private static Step step(String id, String unit, long cycles, String source) {
    return new Step(id, unit, Price.estimated(cycles, source));
  }
}
