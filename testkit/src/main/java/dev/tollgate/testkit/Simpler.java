package dev.tollgate.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Collects simpler commands than one: each with one of its arguments made smaller.
 *
 * @param <C> type of a command
 */
final class Simpler<C> {

  private final List<C> commands = new ArrayList<>();

  /** Tries another command. */
  Simpler<C> instead(C other) {
    commands.add(other);
    return this;
  }

  /** Tries smaller numbers, down to {@code least}: that one, half the distance, one less. */
  Simpler<C> number(int value, int least, IntFunction<? extends C> with) {
    if (value > least) {
      commands.add(with.apply(least));
      int half = least + (value - least) / 2;
      if (half > least) {
        commands.add(with.apply(half));
      }
      if (value - 1 > half) {
        commands.add(with.apply(value - 1));
      }
    }
    return this;
  }

  /** Tries {@code false} for {@code true}. */
  Simpler<C> flag(boolean value, Function<Boolean, ? extends C> with) {
    if (value) {
      commands.add(with.apply(false));
    }
    return this;
  }

  /** Tries the constants that come before. */
  <E extends Enum<E>> Simpler<C> choice(E value, Function<E, ? extends C> with) {
    for (E constant : value.getDeclaringClass().getEnumConstants()) {
      if (constant.compareTo(value) < 0) {
        commands.add(with.apply(constant));
      }
    }
    return this;
  }

  List<C> commands() {
    return commands;
  }
}
