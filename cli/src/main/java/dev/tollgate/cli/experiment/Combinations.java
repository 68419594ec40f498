package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.typesafe.config.ConfigValue;
import dev.tollgate.core.error.BadInputException;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** All combinations of the values of some axes, the first axis varying slowest. */
final class Combinations implements Iterable<ImmutableMap<String, ConfigValue>> {

  private static final int MOST = 1_000_000;

  private final ImmutableList<Axis> axes;

  /**
   * The combinations of some axes.
   *
   * @throws BadInputException if there are too many to be meant
   */
  Combinations(ImmutableList<Axis> axes) {
    this.axes = axes;
    BigInteger count = BigInteger.ONE;
    for (Axis axis : axes) {
      count = count.multiply(BigInteger.valueOf(axis.values().size()));
    }
    if (count.compareTo(BigInteger.valueOf(MOST)) > 0) {
      throw new BadInputException(
          "the experiment has %s combinations; at most %d can be run".formatted(count, MOST));
    }
  }

  @Override
  public Iterator<ImmutableMap<String, ConfigValue>> iterator() {
    return new Iterator<>() {
      private final int[] at = new int[axes.size()];
      private boolean more = true;

      @Override
      public boolean hasNext() {
        return more;
      }

      @Override
      public ImmutableMap<String, ConfigValue> next() {
        if (!more) {
          throw new NoSuchElementException();
        }
        ImmutableMap.Builder<String, ConfigValue> combination = ImmutableMap.builder();
        for (int axis = 0; axis < at.length; axis++) {
          combination.put(axes.get(axis).path(), axes.get(axis).values().get(at[axis]));
        }
        more = advance();
        return combination.buildOrThrow();
      }

      private boolean advance() {
        for (int axis = at.length - 1; axis >= 0; axis--) {
          if (++at[axis] < axes.get(axis).values().size()) {
            return true;
          }
          at[axis] = 0;
        }
        return false;
      }
    };
  }
}
