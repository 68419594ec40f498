package dev.tollgate.cli.results;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * How a figure went during a run. Values of series with the same {@code at} belong together by
 * their place.
 *
 * @param name dotted path like a metric's
 * @param unit of the values
 * @param meaning one sentence
 * @param at name of the series that says when the values were taken
 * @param values in the order they were taken
 */
public record SeriesRecord(String name, String unit, String meaning, String at, List<Long> values) {

  /** Copies what it is given. */
  public SeriesRecord {
    values = ImmutableList.copyOf(values);
  }
}
