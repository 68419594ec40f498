package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.tollgate.core.settings.NearestName;
import dev.tollgate.core.settings.Origins;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of numbers: from one to another, both included if the steps hit them, by adding a step or
 * multiplying by a factor. Numbers may carry a unit, the same in all of them or none in the step's
 * place: {@code { from = 64K, to = 8M, factor = 2 }}.
 */
final class AxisRange {

  private static final ImmutableSet<String> KEYS = ImmutableSet.of("from", "to", "step", "factor");
  private static final int MOST_VALUES = 10_000;
  private static final Pattern NUMBER = Pattern.compile("([+-]?\\d+(?:\\.\\d+)?)\\s*(\\p{L}*)");

  /** Multiples that are common in ranges; any other unit must be the same in all numbers. */
  private static final ImmutableSortedMap<String, Long> BINARY =
      ImmutableSortedMap.of("", 1L, "K", 1L << 10, "M", 1L << 20, "G", 1L << 30);

  private record Measured(BigDecimal value, String unit) {}

  private AxisRange() {}

  static boolean isRange(ConfigObject group) {
    return group.containsKey("from") && group.containsKey("to");
  }

  static ImmutableList<ConfigValue> values(String path, ConfigObject range) {
    for (String key : ImmutableSortedMap.copyOf(range).keySet()) {
      if (!KEYS.contains(key)) {
        throw Origins.complaint(
            range, "unknown key " + key + " in " + path + NearestName.hint(key, KEYS, "keys"));
      }
    }
    boolean factor = range.containsKey("factor");
    if (factor == range.containsKey("step")) {
      throw Origins.complaint(
          range, path + " needs either step or factor: { from = 64, to = 1K, factor = 2 }");
    }
    Measured from = number(path, range, "from");
    Measured to = number(path, range, "to");
    Measured by = number(path, range, factor ? "factor" : "step");
    boolean binary = BINARY.containsKey(from.unit()) && BINARY.containsKey(to.unit());
    boolean fits =
        factor
            ? by.unit().isEmpty()
            : binary ? BINARY.containsKey(by.unit()) : by.unit().equals(from.unit());
    if (!fits || !(binary || from.unit().equals(to.unit()))) {
      throw Origins.complaint(range, path + " mixes units; write all of its numbers in the same");
    }
    String unit = binary ? "" : from.unit();
    return list(path, range, plain(from), plain(to), plain(by), factor, unit);
  }

  private static ImmutableList<ConfigValue> list(
      String path,
      ConfigObject range,
      BigDecimal from,
      BigDecimal to,
      BigDecimal by,
      boolean factor,
      String unit) {
    BigDecimal least = factor ? BigDecimal.ONE : BigDecimal.ZERO;
    if (by.compareTo(least) <= 0 || (factor && from.signum() <= 0) || from.compareTo(to) > 0) {
      throw Origins.complaint(
          range, path + " must rise: from <= to, and step above 0 or factor above 1");
    }
    ImmutableList.Builder<ConfigValue> values = ImmutableList.builder();
    int count = 0;
    for (BigDecimal value = from; value.compareTo(to) <= 0; ) {
      if (++count > MOST_VALUES) {
        throw Origins.complaint(range, path + " has more than " + MOST_VALUES + " values");
      }
      String text = value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
      values.add(ConfigValueFactory.fromAnyRef(text + unit).withOrigin(range.origin()));
      value = factor ? value.multiply(by) : value.add(by);
    }
    return values.build();
  }

  private static BigDecimal plain(Measured number) {
    Long multiple = BINARY.get(number.unit());
    return multiple == null
        ? number.value()
        : number.value().multiply(BigDecimal.valueOf(multiple));
  }

  private static Measured number(String path, ConfigObject range, String key) {
    ConfigValue value = range.get(key);
    if (value != null) {
      Matcher matcher = NUMBER.matcher(String.valueOf(value.unwrapped()).strip());
      if (matcher.matches()) {
        return new Measured(new BigDecimal(matcher.group(1)), matcher.group(2));
      }
    }
    throw Origins.complaint(
        value == null ? range : value,
        path + "." + key + " is no number; expected one such as 64K");
  }
}
