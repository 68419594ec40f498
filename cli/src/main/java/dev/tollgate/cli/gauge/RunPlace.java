package dev.tollgate.cli.gauge;

import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.SpecRecord;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Where runs stand on axes, also on those that their own experiment did not vary. */
public final class RunPlace {

  private RunPlace() {}

  /** The run's coordinate, else what its spec says; null if neither tells. */
  public static @Nullable String at(RunRecord run, String axis) {
    String coordinate = run.coordinates().get(axis);
    return coordinate == null ? ofSpec(run.spec(), axis) : coordinate;
  }

  private static @Nullable String ofSpec(SpecRecord spec, String axis) {
    switch (axis) {
      case "iommu" -> {
        return spec.iommu();
      }
      case "policy" -> {
        return spec.policy();
      }
      case "allocator" -> {
        return spec.allocator();
      }
      case "workload" -> {
        return spec.workload();
      }
      case "machine" -> {
        return spec.machine().name();
      }
      default -> {
        int name = axis.lastIndexOf('.');
        SortedMap<String, Object> part =
            name < 0 ? null : spec.parameters().get(axis.substring(0, name));
        Object value = part == null ? null : part.get(axis.substring(name + 1));
        return value == null ? null : value.toString();
      }
    }
  }

  /**
   * Whether two runs are the same combination, of one experiment or of two: on each axis that both
   * were given they have the same coordinate; on an axis that one was given, the specs agree, as
   * far as they tell.
   */
  public static boolean alike(RunRecord one, RunRecord other, Iterable<String> axes) {
    for (String axis : axes) {
      String here = one.coordinates().get(axis);
      String there = other.coordinates().get(axis);
      if (here == null || there == null) {
        here = ofSpec(one.spec(), axis);
        there = ofSpec(other.spec(), axis);
      }
      if (here != null && there != null && !here.equals(there)) {
        return false;
      }
    }
    return one.spec().combination().equals(other.spec().combination());
  }
}
