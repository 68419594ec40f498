package dev.tollgate.cli.results;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of one combination say together that differ in their seed only.
 *
 * @param coordinates of the combination, without {@code repeat}
 * @param runs numbers of the runs that came to their end
 * @param sameForAllSeeds whether all of them measured the same, so that there is nothing to spread
 * @param metrics each figure that any of them reported and could show, by name
 */
public record SummaryRecord(
    Map<String, String> coordinates,
    List<Integer> runs,
    boolean sameForAllSeeds,
    SortedMap<String, SpreadRecord> metrics) {

  /** Copies what it is given. */
  public SummaryRecord {
    coordinates = ImmutableMap.copyOf(coordinates);
    runs = ImmutableList.copyOf(runs);
    metrics = ImmutableSortedMap.copyOf(metrics);
  }

  /**
   * A figure over several seeds. What is not whole is rounded to three digits behind the point,
   * halves to the even one.
   *
   * @param unit of all values
   * @param n how many runs reported it
   * @param mean over these runs
   * @param low lower end of the 95 % interval of the mean; null with one value, or if the seed made
   *     no difference to anything
   * @param high upper end
   * @param min smallest value
   * @param max largest value
   */
  public record SpreadRecord(
      String unit,
      int n,
      BigDecimal mean,
      @Nullable BigDecimal low,
      @Nullable BigDecimal high,
      long min,
      long max) {}
}
