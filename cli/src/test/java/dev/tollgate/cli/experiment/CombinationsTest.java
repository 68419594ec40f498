package dev.tollgate.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.tollgate.core.error.BadInputException;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class CombinationsTest {

  @Test
  void lastAxisVariesFastest() {
    Combinations combinations =
        new Combinations(
            ImmutableList.of(
                Axis.of("a", ImmutableList.of("1", "2"), "test"),
                Axis.of("b", ImmutableList.of("x"), "test"),
                Axis.of("c", ImmutableList.of("p", "q", "r"), "test")));
    assertThat(Iterables.transform(combinations, all -> String.join("", texts(all.values()))))
        .containsExactly("1xp", "1xq", "1xr", "2xp", "2xq", "2xr");
  }

  @Test
  void nothingVariedIsOneCombination() {
    assertThat(new Combinations(ImmutableList.of())).hasSize(1);
  }

  @Test
  void numberThatCannotBeMeantIsRefused() {
    Axis axis = Axis.of("a", Collections.nCopies(1000, "1"), "test");
    assertThatThrownBy(() -> new Combinations(ImmutableList.of(axis, axis, axis)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("1000000000 combinations");
  }

  private static Iterable<String> texts(Iterable<com.typesafe.config.ConfigValue> values) {
    return Iterables.transform(values, Axis::text);
  }
}
