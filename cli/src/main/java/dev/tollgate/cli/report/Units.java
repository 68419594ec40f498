package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Figures as people write them: three digits that count and a unit of fitting size. Plain decimal
 * arithmetic, so that every Java writes the same.
 */
public final class Units {

  /** Millionths of one CPU; shown in per cent of one CPU, with digits behind the point. */
  static final String CPU_PARTS = "CPU/1000000";

  private static final int DIGITS = 3;

  /** Digits of values in charts. */
  private static final MathContext CHART_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

  /** Counts below this are written out. */
  private static final BigDecimal WRITTEN_OUT = BigDecimal.valueOf(100_000);

  private static final ImmutableList<Step> FREQUENCIES =
      ImmutableList.of(
          step("1", " Hz"), step("1e3", " kHz"), step("1e6", " MHz"), step("1e9", " GHz"));

  private static final ImmutableList<Step> BIT_RATES =
      ImmutableList.of(
          step("1", " b/s"), step("1e3", " kb/s"), step("1e6", " Mb/s"), step("1e9", " Gb/s"));

  private static final ImmutableList<Step> RATES =
      ImmutableList.of(step("1", "/s"), step("1e3", "k/s"), step("1e6", "M/s"), step("1e9", "G/s"));

  private static final ImmutableList<Step> PERCENT = ImmutableList.of(step("1e-2", "%"));

  private static final ImmutableList<Step> COUNTS =
      ImmutableList.of(
          step("1", ""), step("1e3", "k"), step("1e6", "M"), step("1e9", "G"), step("1e12", "T"));

  private static final ImmutableList<Step> TIMES =
      ImmutableList.of(
          step("1", " ps"),
          step("1e3", " ns"),
          step("1e6", " µs"),
          step("1e9", " ms"),
          step("1e12", " s"));

  private static final ImmutableList<Step> SIZES = sizes("");

  private static final ImmutableList<Step> SIZE_TIMES = sizes("·s");

  /** How figures are kept: so many powers of ten too large, and how they are shown. */
  private static final ImmutableMap<String, Scale> BY_UNIT =
      ImmutableMap.<String, Scale>builder()
          .put("count", new Scale(0, COUNTS))
          .put("1/1000", new Scale(3, COUNTS))
          .put("count/s", new Scale(0, RATES))
          .put("bit/s", new Scale(0, BIT_RATES))
          .put("Hz", new Scale(0, FREQUENCIES))
          .put("ps", new Scale(0, TIMES))
          .put("ns", new Scale(-3, TIMES))
          .put("bytes", new Scale(0, SIZES))
          .put("bytes/1000", new Scale(3, SIZES))
          .put("bytes/s", new Scale(0, sizes("/s")))
          .put("byte-ms", new Scale(3, SIZE_TIMES))
          .put("cycles/1000", new Scale(3, COUNTS))
          .put(CPU_PARTS, new Scale(6, PERCENT))
          .buildOrThrow();

  private record Step(BigDecimal size, String suffix) {}

  private record Scale(int tooLarge, ImmutableList<Step> steps) {}

  private Units() {}

  private static Step step(String size, String suffix) {
    return new Step(new BigDecimal(size), suffix);
  }

  private static ImmutableList<Step> sizes(String per) {
    ImmutableList.Builder<Step> steps = ImmutableList.builder();
    BigDecimal size = BigDecimal.ONE;
    for (String prefix : new String[] {"", "Ki", "Mi", "Gi", "Ti", "Pi"}) {
      steps.add(new Step(size, " " + prefix + "B" + per));
      size = size.multiply(BigDecimal.valueOf(1024));
    }
    return steps.build();
  }

  /**
   * A figure with its unit: {@code 12.5 µs}, {@code 4 KiB}, {@code 1234}, {@code 1.23M}.
   *
   * @param unit as metrics name it; {@code ppm}, parts in a million, is shown in per cent
   */
  public static String format(long value, String unit) {
    if (unit.equals("ppm")) {
      return percent(value);
    }
    if (unit.equals("fnv1a")) {
      return Long.toHexString(value);
    }
    Scale scale = BY_UNIT.get(unit);
    if (value == 0 || scale == null) {
      return Long.toString(value);
    }
    BigDecimal exact = BigDecimal.valueOf(value).movePointLeft(scale.tooLarge());
    if (scale.steps().equals(COUNTS) && exact.abs().compareTo(WRITTEN_OUT) < 0) {
      return plain(digits(exact));
    }
    Step fitting = fitting(scale, exact);
    return plain(digits(in(fitting, exact))) + fitting.suffix();
  }

  private static Step fitting(Scale scale, BigDecimal exact) {
    Step fitting = scale.steps().get(0);
    for (Step step : scale.steps()) {
      if (digits(in(step, exact)).abs().compareTo(BigDecimal.ONE) >= 0) {
        fitting = step;
      }
    }
    return fitting;
  }

  private static BigDecimal in(Step step, BigDecimal value) {
    return value.divide(step.size(), MathContext.DECIMAL64);
  }

  /**
   * A figure in the unit that charts use: seconds, bytes, byte seconds, cycles, parts of one, or
   * the plain number.
   */
  public static BigDecimal base(long value, String unit) {
    BigDecimal exact = BigDecimal.valueOf(value);
    return switch (unit) {
      case "ppm" -> exact.movePointLeft(6);
      case "ps" -> exact.movePointLeft(12);
      case "ns" -> exact.movePointLeft(9);
      default -> {
        Scale scale = BY_UNIT.get(unit);
        yield scale == null ? exact : exact.movePointLeft(scale.tooLarge());
      }
    };
  }

  /** A value in the unit of {@link #base}, with its unit. */
  static String formatBase(BigDecimal value, String unit) {
    BigDecimal kept = value.divide(base(1, unit), MathContext.DECIMAL64);
    return format(kept.setScale(0, RoundingMode.HALF_UP).longValueExact(), unit);
  }

  /**
   * A unit in which all values of a chart are drawn.
   *
   * @param size of it, in the unit of metrics
   * @param name what goes behind a number: {@code Mb/s}; empty for plain numbers
   */
  record Drawn(BigDecimal size, String name) {

    /** A value in this unit. */
    BigDecimal of(BigDecimal value) {
      return value.divide(size, MathContext.DECIMAL64).round(CHART_DIGITS).stripTrailingZeros();
    }
  }

  /** The unit that fits values up to {@code largest}. */
  static Drawn drawn(long largest, String unit) {
    if (unit.equals("ppm")) {
      return new Drawn(BigDecimal.valueOf(10_000), "%");
    }
    Scale scale = BY_UNIT.get(unit);
    if (scale == null) {
      return new Drawn(BigDecimal.ONE, unit.equals("count") ? "" : unit);
    }
    Step step = fitting(scale, BigDecimal.valueOf(largest).movePointLeft(scale.tooLarge()));
    return new Drawn(step.size().movePointRight(scale.tooLarge()), step.suffix().strip());
  }

  /** As {@link #format}, without blank between number and unit, for narrow columns. */
  static String narrow(long value, String unit) {
    return format(value, unit).replace(" ", "");
  }

  /** A part of a whole in {@code ppm}; 0 of nothing. */
  static long partsInAMillion(long part, long whole) {
    return whole == 0
        ? 0
        : BigInteger.valueOf(part)
            .multiply(BigInteger.valueOf(1_000_000))
            .divide(BigInteger.valueOf(whole))
            .longValueExact();
  }

  private static String percent(long partsInAMillion) {
    BigDecimal percent = BigDecimal.valueOf(partsInAMillion).movePointLeft(4);
    if (partsInAMillion > 0 && partsInAMillion < 10_000) {
      return "<1%";
    }
    if (partsInAMillion > 990_000 && partsInAMillion < 1_000_000) {
      return ">99%";
    }
    return plain(whole(percent)) + "%";
  }

  private static BigDecimal digits(BigDecimal value) {
    BigDecimal rounded = value.round(new MathContext(DIGITS, RoundingMode.HALF_UP));
    return rounded.abs().compareTo(BigDecimal.valueOf(1000)) < 0 ? rounded : whole(value);
  }

  private static BigDecimal whole(BigDecimal value) {
    return value.setScale(0, RoundingMode.HALF_UP);
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
