package dev.tollgate.core.settings;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of number with units, read exactly: decimal fractions are allowed as long as the result is
 * a whole number of the smallest unit.
 */
enum Quantity {
  /** A plain whole number. */
  COUNT("a whole number", "one", "", ImmutableMap.of("", 1L)),
  /** Bytes, after the size format of HOCON: {@code 8M} is 8 MiB, {@code 8MB} is 8,000,000 bytes. */
  SIZE("a size such as 64K or 8MiB", "bytes", "B, K, M, G, T", sizes()),
  /** Picoseconds, after the duration format of HOCON; a unit is required. */
  TIME("a time span such as 10ms", "picoseconds", "ps, ns, us, ms, s, m, h", times()),
  /** Hertz. */
  FREQUENCY("a frequency such as 3GHz", "hertz", "Hz, kHz, MHz, GHz", frequencies()),
  /** Thousandths of a cycle, written as cycles. */
  CYCLES("a number of cycles", "thousandths of a cycle", "", ImmutableMap.of("", 1000L));

  private static final String BEYOND = "is beyond 2^63";

  private static final Pattern NUMBER_AND_UNIT =
      Pattern.compile("([+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d{1,9})?)\\s*(\\p{L}*)");

  private final String example;
  private final String smallest;
  private final String unitList;
  private final ImmutableMap<String, Long> units;

  Quantity(String example, String smallest, String unitList, ImmutableMap<String, Long> units) {
    this.example = example;
    this.smallest = smallest;
    this.unitList = unitList;
    this.units = units;
  }

  /** What a value must look like, for complaints. */
  String expectation() {
    return unitList.isEmpty() ? example : example + " (units: " + unitList + ")";
  }

  /**
   * Reads a number and its unit.
   *
   * @throws IllegalArgumentException saying what is wrong, as the end of the sentence "x …"
   */
  long parse(String text) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "is not a number" + (unitList.isEmpty() ? "" : " with a unit"));
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    return whole(number, multiplier(matcher.group(2), number));
  }

  private long multiplier(String unit, BigDecimal number) {
    Long multiplier = units.get(unit);
    if (multiplier != null) {
      return multiplier;
    }
    if (!unit.isEmpty()) {
      throw new IllegalArgumentException("has the unknown unit \"" + unit + "\"");
    }
    if (number.signum() != 0) {
      throw new IllegalArgumentException("has no unit");
    }
    return 1;
  }

  private long whole(BigDecimal number, long multiplier) {
    // An exponent of a thousand digits must not be written out.
    if (number.signum() != 0 && number.precision() - number.scale() > 19) {
      throw new IllegalArgumentException(BEYOND);
    }
    BigDecimal value = number.multiply(BigDecimal.valueOf(multiplier)).stripTrailingZeros();
    if (value.scale() > 0) {
      throw new IllegalArgumentException(
          this == COUNT ? "is not whole" : "is not a whole number of " + smallest);
    }
    try {
      return value.longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(BEYOND, e);
    }
  }

  /** The value in the largest listed unit that holds it without a fraction: {@code 8M}. */
  String format(long value) {
    if (value == 0) {
      return "0";
    }
    String best = "";
    long bestMultiplier = 1;
    for (String unit : Splitter.on(", ").omitEmptyStrings().split(unitList)) {
      Long multiplier = units.get(unit);
      if (multiplier != null && multiplier >= bestMultiplier && value % multiplier == 0) {
        best = unit;
        bestMultiplier = multiplier;
      }
    }
    return value / bestMultiplier + best;
  }

  private static ImmutableMap<String, Long> sizes() {
    ImmutableMap.Builder<String, Long> units = ImmutableMap.builder();
    units.put("", 1L).put("B", 1L).put("b", 1L).put("byte", 1L).put("bytes", 1L);
    String letters = "KMGTPE";
    String[] decimal = {"kilo", "mega", "giga", "tera", "peta", "exa"};
    String[] binary = {"kibi", "mebi", "gibi", "tebi", "pebi", "exbi"};
    long thousands = 1;
    for (int i = 0; i < letters.length(); i++) {
      String letter = letters.substring(i, i + 1);
      thousands *= 1000;
      units.put(i == 0 ? "kB" : letter + "B", thousands);
      units.put(decimal[i] + "byte", thousands).put(decimal[i] + "bytes", thousands);
      long power = 1L << (10 * (i + 1));
      units.put(letter, power).put(letter.toLowerCase(Locale.ROOT), power);
      units.put(letter + "i", power).put(letter + "iB", power);
      units.put(binary[i] + "byte", power).put(binary[i] + "bytes", power);
    }
    return units.buildOrThrow();
  }

  private static ImmutableMap<String, Long> times() {
    ImmutableMap.Builder<String, Long> units = ImmutableMap.builder();
    time(units, 1L, "ps", "picosecond", "picoseconds");
    time(units, 1_000L, "ns", "nano", "nanos", "nanosecond", "nanoseconds");
    time(units, 1_000_000L, "us", "µs", "μs", "micro", "micros", "microsecond", "microseconds");
    time(units, 1_000_000_000L, "ms", "milli", "millis", "millisecond", "milliseconds");
    time(units, 1_000_000_000_000L, "s", "second", "seconds");
    time(units, 60_000_000_000_000L, "m", "minute", "minutes");
    time(units, 3_600_000_000_000_000L, "h", "hour", "hours");
    return units.buildOrThrow();
  }

  private static void time(ImmutableMap.Builder<String, Long> units, long length, String... names) {
    for (String name : names) {
      units.put(name, length);
    }
  }

  private static ImmutableMap<String, Long> frequencies() {
    return ImmutableMap.of(
        "", 1L, "Hz", 1L, "kHz", 1_000L, "MHz", 1_000_000L, "GHz", 1_000_000_000L);
  }
}
