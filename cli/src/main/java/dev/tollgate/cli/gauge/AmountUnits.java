package dev.tollgate.cli.gauge;

import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.claim.Fraction;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The units in which users write amounts, and how many of a metric's unit each is. */
final class AmountUnits {

  private static final ImmutableMap<String, String> TIMES =
      ImmutableMap.<String, String>builder()
          .put("ps", "1")
          .put("ns", "1e3")
          .put("us", "1e6")
          .put("µs", "1e6")
          .put("ms", "1e9")
          .put("s", "1e12")
          .buildOrThrow();

  private static final ImmutableMap<String, String> BYTES = bytes("", "1");

  /** Kinds of quantity: words for its units, in the smallest unit that any metric uses. */
  private enum Dimension {
    TIME("a time such as 1ms", TIMES),
    SIZE("a size such as 4KiB", BYTES),
    SIZE_TIME("bytes times time such as 4KiB*s", bytes("*s", "1e3")),
    CYCLES(
        "cycles such as 2000cycles",
        ImmutableMap.of("cycles", "1e3", "kcycles", "1e6", "Mcycles", "1e9", "Gcycles", "1e12")),
    SHARE("a share such as 5%", ImmutableMap.of("%", "1e4", "ppm", "1")),
    RATE(
        "a rate such as 940Mbit/s",
        ImmutableMap.of("bit/s", "1", "kbit/s", "1e3", "Mbit/s", "1e6", "Gbit/s", "1e9")),
    SIZE_RATE("a rate such as 100MiB/s", bytes("/s", "1")),
    COUNT("a number", ImmutableMap.of("", "1", "k", "1e3", "M", "1e6", "G", "1e9")),
    COUNT_RATE("a number a second such as 500/s", ImmutableMap.of("/s", "1", "k/s", "1e3"));

    private final String words;
    private final ImmutableMap<String, String> units;

    Dimension(String words, ImmutableMap<String, String> units) {
      this.words = words;
      this.units = units;
    }
  }

  /** A metric's unit: what kind it is of, and how many of the smallest unit it is. */
  private record MetricUnit(Dimension dimension, String size) {}

  private static final ImmutableMap<String, MetricUnit> BY_METRIC =
      ImmutableMap.<String, MetricUnit>builder()
          .put("ps", new MetricUnit(Dimension.TIME, "1"))
          .put("ns", new MetricUnit(Dimension.TIME, "1e3"))
          .put("bytes", new MetricUnit(Dimension.SIZE, "1"))
          .put("bytes/1000", new MetricUnit(Dimension.SIZE, "1e-3"))
          .put("byte-ms", new MetricUnit(Dimension.SIZE_TIME, "1"))
          .put("cycles/1000", new MetricUnit(Dimension.CYCLES, "1"))
          .put("ppm", new MetricUnit(Dimension.SHARE, "1"))
          .put("1/1000", new MetricUnit(Dimension.SHARE, "1e3"))
          .put("bit/s", new MetricUnit(Dimension.RATE, "1"))
          .put("bytes/s", new MetricUnit(Dimension.SIZE_RATE, "1"))
          .put("count/s", new MetricUnit(Dimension.COUNT_RATE, "1"))
          .buildOrThrow();

  private AmountUnits() {}

  private static ImmutableMap<String, String> bytes(String per, String size) {
    ImmutableMap.Builder<String, String> units = ImmutableMap.builder();
    units.put("B" + per, size);
    BigDecimal binary = new BigDecimal(size);
    BigDecimal decimal = binary;
    for (String prefix : new String[] {"K", "M", "G", "T"}) {
      binary = binary.multiply(BigDecimal.valueOf(1024));
      decimal = decimal.multiply(BigDecimal.valueOf(1000));
      units.put(prefix + "iB" + per, binary.toPlainString());
      units.put((prefix.equals("K") ? "k" : prefix) + "B" + per, decimal.toPlainString());
    }
    return units.buildOrThrow();
  }

  private static MetricUnit of(String metricUnit) {
    MetricUnit unit = BY_METRIC.get(metricUnit);
    return unit == null ? new MetricUnit(Dimension.COUNT, "1") : unit;
  }

  /** How many of a metric's unit one of a written unit is, or null if they are of other kinds. */
  static @Nullable Fraction factor(String written, String metricUnit) {
    MetricUnit unit = of(metricUnit);
    String size = unit.dimension.units.get(written.replace('·', '*'));
    return size == null
        ? null
        : Fraction.of(new BigDecimal(size)).over(Fraction.of(new BigDecimal(unit.size)));
  }

  /** What is expected of an amount for a metric of this unit: {@code a time such as 1ms}. */
  static String expected(String metricUnit) {
    return of(metricUnit).dimension.words;
  }
}
