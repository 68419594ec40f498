package dev.tollgate.cli.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompassSearchTest {

  private final List<ImmutableList<Integer>> tried = new ArrayList<>();

  private BigDecimal bowl(ImmutableList<Integer> place) {
    tried.add(place);
    long x = place.get(0) - 23L;
    long y = place.get(1) - 51L;
    return BigDecimal.valueOf(x * x + 3 * y * y + x * y);
  }

  @Test
  void findsTheBottomOfABowl() {
    CompassSearch search = new CompassSearch(64, 1000, this::bowl);
    assertThat(search.from(List.of(ImmutableList.of(0, 0)))).containsExactly(23, 51);
    assertThat(tried).doesNotHaveDuplicates().hasSize(search.evaluations());
  }

  /** Two hollows: at 10 with a bottom of 5, at 50 with a bottom of 0; the ridge is at 30. */
  @Test
  void leavesAHollowForADeeperOneThatAnotherStartLeadsTo() {
    CompassSearch search =
        new CompassSearch(
            64,
            1000,
            place -> {
              int at = place.get(0);
              return BigDecimal.valueOf(at < 30 ? Math.abs(at - 10) + 5L : Math.abs(at - 50));
            });
    assertThat(search.from(List.of(ImmutableList.of(12), ImmutableList.of(64))))
        .containsExactly(50);
  }

  @Test
  void staysWithinTheGridAndItsBudget() {
    CompassSearch search = new CompassSearch(64, 5, place -> BigDecimal.valueOf(-place.get(0)));
    ImmutableList<Integer> found = search.from(List.of(ImmutableList.of(1)));
    assertThat(found.get(0)).isBetween(1, 64);
    assertThat(search.evaluations()).isLessThanOrEqualTo(5);
  }
}
