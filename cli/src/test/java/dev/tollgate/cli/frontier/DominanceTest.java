package dev.tollgate.cli.frontier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.cli.claim.Fraction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DominanceTest {

  /** A point; −1 stands for a missing figure. */
  private static List<@Nullable Fraction> point(long... figures) {
    List<@Nullable Fraction> point = new ArrayList<>();
    Arrays.stream(figures).forEach(value -> point.add(value < 0 ? null : Fraction.of(value)));
    return point;
  }

  private static List<Integer> front(Dominance dominance, int points) {
    return IntStream.range(0, points).filter(dominance::isOnFront).boxed().toList();
  }

  @Test
  void whatIsNowhereWorseAndSomewhereBetterDominates() {
    Dominance dominance = Dominance.of(List.of(point(1, 9), point(5, 5), point(5, 6), point(9, 1)));
    assertThat(front(dominance, 4)).containsExactly(0, 1, 3);
    assertThat(dominance.beatenBy(2)).containsExactly(1);
  }

  @Test
  void equalPointsDoNotDominateEachOther() {
    Dominance dominance = Dominance.of(List.of(point(2, 2), point(2, 2), point(2, 3)));
    assertThat(front(dominance, 3)).containsExactly(0, 1);
    assertThat(dominance.equalTo(0)).containsExactly(1);
    assertThat(dominance.beatenBy(2)).containsExactly(0, 1);
  }

  @Test
  void aTieInOneFigureIsDecidedByTheOthers() {
    Dominance dominance = Dominance.of(List.of(point(0, 7), point(0, 8), point(1, 7)));
    assertThat(front(dominance, 3)).containsExactly(0);
  }

  @Test
  void aMissingFigureIsNeitherZeroNorInfinite() {
    Dominance dominance =
        Dominance.of(List.of(point(1, -1), point(5, 5), point(9, 0), point(9, -1)));
    assertThat(front(dominance, 4)).containsExactly(0, 1, 2, 3);
    assertThat(dominance.equalTo(3)).isEmpty();
  }

  @Test
  void differencesBelowAnyRoundingDecide() {
    Fraction third = Fraction.ONE.over(Fraction.of(3));
    Fraction less = third.minus(Fraction.ONE.over(Fraction.of(Long.MAX_VALUE)));
    Dominance dominance = Dominance.of(List.of(List.of(third), List.of(less)));
    assertThat(front(dominance, 2)).containsExactly(1);
  }

  /** Against the definition, over random points with few values, so that ties are many. */
  @Test
  void whatIsBeatenIsBeatenByThePointsOfTheFrontThatTheDefinitionNames() {
    Random random = new Random(1);
    for (int round = 0; round < 300; round++) {
      List<List<@Nullable Fraction>> points = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        points.add(point(random.nextInt(5) - 1, random.nextInt(4), random.nextInt(5) - 1));
      }
      Dominance dominance = Dominance.of(points);
      for (int here = 0; here < points.size(); here++) {
        List<Integer> better = new ArrayList<>();
        for (int there = 0; there < points.size(); there++) {
          if (beats(points.get(there), points.get(here))) {
            better.add(there);
          }
        }
        assertThat(dominance.isOnFront(here)).isEqualTo(better.isEmpty());
        better.removeIf(point -> !dominance.isOnFront(point));
        assertThat(dominance.beatenBy(here)).isEqualTo(better);
        assertThat(dominance.beatenBy(here).isEmpty()).isEqualTo(dominance.isOnFront(here));
      }
    }
  }

  private static boolean beats(List<@Nullable Fraction> one, List<@Nullable Fraction> other) {
    if (one.contains(null) || other.contains(null)) {
      return false;
    }
    int less = 0;
    for (int i = 0; i < one.size(); i++) {
      int order = java.util.Objects.requireNonNull(one.get(i)).compareTo(other.get(i));
      if (order > 0) {
        return false;
      }
      less += order < 0 ? 1 : 0;
    }
    return less > 0;
  }
}
