package dev.tollgate.cli.frontier;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.claim.Fraction;
import dev.tollgate.cli.gauge.GaugeReading;
import dev.tollgate.cli.results.RunRecord;
import org.jspecify.annotations.Nullable;

/**
 * A combination: what is compared with others of its scene.
 *
 * @param name IOMMU, policy, allocator and their settings: {@code calgary/strict}
 * @param runs that came to their end: one, or several that differ in their seed only
 */
public record Contender(String name, ImmutableList<RunRecord> runs) {

  /** A figure, by its mean. */
  GaugeReading of(Meter meter) {
    return meter.gauge().mean(runs);
  }

  /** A figure's value, or null if it is unknown or missing. */
  @Nullable Fraction value(Meter meter) {
    GaugeReading reading = of(meter);
    return reading.isKnown() ? reading.value() : null;
  }

  /** A run that stands for all. */
  RunRecord first() {
    return runs.get(0);
  }
}
