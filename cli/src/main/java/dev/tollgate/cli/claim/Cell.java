package dev.tollgate.cli.claim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one combination of an experiment: one, or several that differ in their seed only.
 *
 * @param coordinates on the axes that matter to them, without {@code repeat}
 * @param runs their numbers, ascending
 */
public record Cell(ImmutableMap<String, String> coordinates, ImmutableList<Integer> runs) {

  /** Name of the coordinate that counts repetitions. */
  public static final String REPEAT = "repeat";

  private static final String POLICY = "policy";
  private static final String IOMMU = "iommu";
  private static final String OFF = "off";

  /** A run's place. */
  public record Place(int number, ImmutableMap<String, String> coordinates) {}

  /** The cells of some runs, in their order. */
  public static ImmutableList<Cell> of(List<Place> places) {
    ListMultimap<ImmutableMap<String, String>, Integer> cells = LinkedListMultimap.create();
    for (Place place : places) {
      ImmutableMap.Builder<String, String> coordinates = ImmutableMap.builder();
      place
          .coordinates()
          .forEach(
              (axis, value) -> {
                if (!axis.equals(REPEAT)) {
                  coordinates.put(axis, value);
                }
              });
      cells.put(coordinates.buildOrThrow(), place.number());
    }
    return Multimaps.asMap(cells).entrySet().stream()
        .map(cell -> new Cell(cell.getKey(), ImmutableList.copyOf(cell.getValue())))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Where it stands on an axis, or null if the axis does not matter to it: without IOMMU, no policy
   * does.
   */
  @Nullable String at(String axis) {
    return axis.equals(POLICY) && OFF.equals(coordinates.get(IOMMU)) ? null : coordinates.get(axis);
  }

  /** Whether it was asked for by name: {@code policy = off} means the machine without IOMMU. */
  boolean is(String axis, String label) {
    return label.equals(coordinates.get(axis));
  }
}
