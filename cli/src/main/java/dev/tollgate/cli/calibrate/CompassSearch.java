package dev.tollgate.cli.calibrate;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Looks for the least value of a function on a grid by compass search: from where it stands it
 * tries a step up and down along each coordinate, goes to the first place that is better, and
 * halves the step where none is, down to a single place of the grid. As the function may have
 * several hollows, it does so from several starts. It evaluates no place twice and is
 * deterministic; what it finds is a local minimum on the grid (Kolda, Lewis and Torczon,
 * "Optimization by Direct Search", SIAM Review 45, 2003).
 */
final class CompassSearch {

  /** Step at which a start is given up for a better one. */
  private static final int ROUGH = 8;

  private final int most;
  private final int budget;
  private final Function<ImmutableList<Integer>, BigDecimal> function;
  private final Map<ImmutableList<Integer>, BigDecimal> known = new HashMap<>();
  private int evaluations;

  /**
   * A search that has not begun.
   *
   * @param most largest coordinate; the smallest is 0
   * @param budget evaluations after which it stops where it is
   */
  CompassSearch(int most, int budget, Function<ImmutableList<Integer>, BigDecimal> function) {
    this.most = most;
    this.budget = budget;
    this.function = function;
  }

  /**
   * The best place found: roughly from each start, then finely from the best of what was found; the
   * first of those that are as good.
   */
  ImmutableList<Integer> from(List<ImmutableList<Integer>> starts) {
    ImmutableList<Integer> best = starts.get(0);
    for (ImmutableList<Integer> start : starts) {
      ImmutableList<Integer> found = descend(start, Math.max(1, most / 4), ROUGH);
      if (value(found).compareTo(value(best)) < 0) {
        best = found;
      }
    }
    return descend(best, ROUGH, 1);
  }

  /** Where it comes to from a start with steps of {@code first}, halved down to {@code last}. */
  private ImmutableList<Integer> descend(ImmutableList<Integer> start, int first, int last) {
    ImmutableList<Integer> best = start;
    BigDecimal least = value(best);
    int step = first;
    while (step >= last) {
      ImmutableList<Integer> better = null;
      for (ImmutableList<Integer> place : around(best, step)) {
        if (evaluations >= budget && !known.containsKey(place)) {
          return best;
        }
        BigDecimal value = value(place);
        if (value.compareTo(least) < 0) {
          better = place;
          least = value;
          break;
        }
      }
      if (better == null) {
        step /= 2;
      } else {
        best = better;
      }
    }
    return best;
  }

  private BigDecimal value(ImmutableList<Integer> place) {
    BigDecimal value = known.get(place);
    if (value == null) {
      evaluations++;
      value = function.apply(place);
      known.put(place, value);
    }
    return value;
  }

  private List<ImmutableList<Integer>> around(ImmutableList<Integer> place, int step) {
    List<ImmutableList<Integer>> places = new ArrayList<>();
    for (int i = 0; i < place.size(); i++) {
      for (int move : new int[] {step, -step}) {
        int moved = Math.max(0, Math.min(most, place.get(i) + move));
        if (moved != place.get(i)) {
          List<Integer> next = new ArrayList<>(place);
          next.set(i, moved);
          places.add(ImmutableList.copyOf(next));
        }
      }
    }
    return places;
  }

  /** Places evaluated so far. */
  int evaluations() {
    return evaluations;
  }
}
