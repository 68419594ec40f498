package dev.tollgate.cli.results;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * How often values fell into which range.
 *
 * @param name dotted path like a metric's
 * @param unit of the bounds
 * @param meaning one sentence
 * @param bins ranges in ascending order, empty ones left out
 */
public record DistributionRecord(String name, String unit, String meaning, List<Bin> bins) {

  /** Copies what it is given. */
  public DistributionRecord {
    bins = ImmutableList.copyOf(bins);
  }

  /**
   * One range; stored as an array of its three numbers.
   *
   * @param from smallest value in it
   * @param to largest value in it
   * @param count values that fell into it
   */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record Bin(long from, long to, long count) {}
}
