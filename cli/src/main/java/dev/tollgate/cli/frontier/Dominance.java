package dev.tollgate.cli.frontier;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.claim.Fraction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of some points nothing beats, exactly. A point has a value for each of the same figures;
 * less is better.
 *
 * <p>One point <em>dominates</em> another if it is nowhere worse and somewhere better. That is only
 * known where both have all figures: a figure that is missing is neither 0 nor infinite, so a point
 * that lacks one dominates nothing and is dominated by nothing. Equal points do not dominate each
 * other. The relation is transitive, so whatever is dominated is dominated by a point that is not.
 */
final class Dominance {

  private final ImmutableList<ImmutableList<Integer>> dominators;
  private final ImmutableList<ImmutableList<Integer>> equals;

  private Dominance(
      ImmutableList<ImmutableList<Integer>> dominators,
      ImmutableList<ImmutableList<Integer>> equals) {
    this.dominators = dominators;
    this.equals = equals;
  }

  /**
   * Compares points.
   *
   * @param points the figures of each, in the same order; null where one is missing
   */
  static Dominance of(List<? extends List<@Nullable Fraction>> points) {
    ImmutableList.Builder<ImmutableList<Integer>> dominators = ImmutableList.builder();
    ImmutableList.Builder<ImmutableList<Integer>> equals = ImmutableList.builder();
    for (int here = 0; here < points.size(); here++) {
      List<Integer> better = new ArrayList<>();
      List<Integer> same = new ArrayList<>();
      for (int there = 0; there < points.size(); there++) {
        if (there == here) {
          continue;
        }
        if (dominates(points.get(there), points.get(here))) {
          better.add(there);
        } else if (areEqual(points.get(there), points.get(here))) {
          same.add(there);
        }
      }
      dominators.add(ImmutableList.copyOf(better));
      equals.add(ImmutableList.copyOf(same));
    }
    return new Dominance(dominators.build(), equals.build());
  }

  private static boolean dominates(List<@Nullable Fraction> one, List<@Nullable Fraction> other) {
    boolean better = false;
    for (int figure = 0; figure < one.size(); figure++) {
      Fraction here = one.get(figure);
      Fraction there = other.get(figure);
      if (here == null || there == null) {
        return false;
      }
      int order = here.compareTo(there);
      if (order > 0) {
        return false;
      }
      better |= order < 0;
    }
    return better;
  }

  private static boolean areEqual(List<@Nullable Fraction> one, List<@Nullable Fraction> other) {
    for (int figure = 0; figure < one.size(); figure++) {
      Fraction here = one.get(figure);
      Fraction there = other.get(figure);
      if (here == null || there == null || !here.equals(there)) {
        return false;
      }
    }
    return true;
  }

  /** Whether nothing beats a point. */
  boolean isOnFront(int point) {
    return dominators.get(point).isEmpty();
  }

  /** The points of the front that beat a point, in order; empty if it is on the front. */
  ImmutableList<Integer> beatenBy(int point) {
    return dominators.get(point).stream()
        .filter(this::isOnFront)
        .collect(ImmutableList.toImmutableList());
  }

  /** Other points with the same figures. */
  ImmutableList<Integer> equalTo(int point) {
    return equals.get(point);
  }
}
