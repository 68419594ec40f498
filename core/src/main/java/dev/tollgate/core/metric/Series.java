package dev.tollgate.core.metric;

import com.google.common.primitives.ImmutableLongArray;

/**
 * How a figure went during a run: a curve. Series that were sampled at the same moments have the
 * same length, and their values at the same place belong together.
 *
 * @param name dotted path like a metric's: {@code memory.held}
 * @param unit unit of the values
 * @param meaning one sentence for a reader who has not seen the documentation
 * @param at name of the series that says when each value was taken; its own name for that one
 * @param values in the order they were taken
 */
public record Series(
    String name, String unit, String meaning, String at, ImmutableLongArray values) {}
