package dev.tollgate.cli.claim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds the runs that a claim compares with each other: for each selection one, alike on all other
 * axes. An axis that does not matter to a run makes it alike to runs at any value of that axis, so
 * that the one run without IOMMU is compared with those of every policy.
 */
final class Points {

  private final ImmutableList<ImmutableMap<String, String>> selections;
  private final ImmutableMap<String, ImmutableSet<String>> where;
  private final ImmutableSet<String> compared;
  private final ImmutableList<String> axes;

  /**
   * A finder.
   *
   * @param selections label by axis of each run to compare
   * @param where labels allowed by axis
   * @param axes all axes with more than one value
   */
  Points(
      ImmutableList<ImmutableMap<String, String>> selections,
      ImmutableMap<String, ImmutableSet<String>> where,
      ImmutableList<String> axes) {
    this.selections = selections;
    this.where = where;
    this.axes = axes;
    this.compared =
        selections.stream()
            .flatMap(selection -> selection.keySet().stream())
            .collect(ImmutableSet.toImmutableSet());
  }

  /** The groups of runs to compare, a cell for each selection. */
  ImmutableList<ImmutableList<Cell>> of(List<Cell> cells) {
    List<ImmutableList<Cell>> found = new ArrayList<>();
    found.add(ImmutableList.of());
    for (ImmutableMap<String, String> selection : selections) {
      List<ImmutableList<Cell>> longer = new ArrayList<>();
      for (ImmutableList<Cell> begun : found) {
        for (Cell cell : cells) {
          if (isSelected(cell, selection)) {
            ImmutableList<Cell> group =
                ImmutableList.<Cell>builder().addAll(begun).add(cell).build();
            if (areAlike(group)) {
              longer.add(group);
            }
          }
        }
      }
      found = longer;
    }
    return found.stream().filter(this::isAsked).collect(ImmutableList.toImmutableList());
  }

  /** Where a group stands on the axes that are not compared. */
  ImmutableMap<String, String> coordinates(List<Cell> group) {
    ImmutableMap.Builder<String, String> coordinates = ImmutableMap.builder();
    for (String axis : axes) {
      if (!compared.contains(axis)) {
        group.stream()
            .filter(cell -> cell.at(axis) != null)
            .findFirst()
            .ifPresent(cell -> coordinates.put(axis, String.valueOf(cell.at(axis))));
      }
    }
    return coordinates.buildOrThrow();
  }

  private static boolean isSelected(Cell cell, ImmutableMap<String, String> selection) {
    return selection.entrySet().stream().allMatch(one -> cell.is(one.getKey(), one.getValue()));
  }

  private boolean areAlike(List<Cell> group) {
    Cell last = group.get(group.size() - 1);
    for (String axis : axes) {
      String here = last.at(axis);
      if (compared.contains(axis) || here == null) {
        continue;
      }
      for (Cell other : group) {
        String there = other.at(axis);
        if (there != null && !there.equals(here)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Each condition must hold wherever its axis matters, and matter to one of the runs. */
  private boolean isAsked(List<Cell> group) {
    for (Map.Entry<String, ImmutableSet<String>> condition : where.entrySet()) {
      boolean any = false;
      for (Cell cell : group) {
        String here = cell.at(condition.getKey());
        boolean named =
            condition.getValue().stream().anyMatch(label -> cell.is(condition.getKey(), label));
        if (here != null && !named) {
          return false;
        }
        any |= named;
      }
      if (!any) {
        return false;
      }
    }
    return true;
  }
}
