package dev.tollgate.core.metric;

import com.google.common.collect.ImmutableList;

/**
 * How often values fell into which range, for histograms.
 *
 * @param name dotted path like a metric's: {@code safety.stale.window}
 * @param unit unit of the bounds
 * @param meaning one sentence for a reader who has not seen the documentation
 * @param bins ranges in ascending order, empty ranges left out
 */
public record Distribution(String name, String unit, String meaning, ImmutableList<Bin> bins) {

  /**
   * One range.
   *
   * @param from smallest value in it
   * @param to largest value in it
   * @param count values that fell into it
   */
  public record Bin(long from, long to, long count) {}
}
