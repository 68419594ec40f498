package dev.tollgate.core.metric;

/**
 * One measured figure of a run.
 *
 * @param name dotted path, lower case: {@code price.cycles.total}, {@code safety.stale.p99}
 * @param value whole number in {@code unit}; figures that are not whole are given in a unit small
 *     enough (thousandths of a cycle, picoseconds) so that results stay exact
 * @param unit unit of {@code value}: {@code cycles/1000}, {@code ps}, {@code bytes}, {@code count}
 * @param meaning one sentence for a reader who has not seen the documentation
 */
public record Metric(String name, long value, String unit, String meaning) {}
