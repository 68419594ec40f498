package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.tollgate.core.error.BadInputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code --sweep} is told: the path of a setting and the values to look through, such as
 * {@code machine.ram=1M..4M:4K}, from the first to the last by the step behind the colon.
 */
public final class SweepRange {

  private static final Pattern FORM = Pattern.compile("([^=]+)=(.+?)\\.\\.([^:]+):(.+)");
  private static final long KIB = 1024;

  private SweepRange() {}

  /**
   * The axis over all values of a range, ascending.
   *
   * @throws BadInputException if it is not written so, or names what is no setting
   */
  public static Axis parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new BadInputException(
          "--sweep %s: expected PATH=FROM..TO:STEP, such as machine.ram=1M..4M:4K".formatted(text));
    }
    String path = matcher.group(1).strip();
    if (Experiment.KINDS.contains(path)) {
      throw new BadInputException(
          "--sweep %s: %s has no order to look through; vary it".formatted(text, path));
    }
    ConfigObject range =
        ConfigValueFactory.fromMap(
            ImmutableMap.of(
                "from", plain(matcher.group(2)),
                "to", plain(matcher.group(3)),
                "step", plain(matcher.group(4))),
            "--sweep " + text);
    ImmutableList<ConfigValue> values = AxisRange.values(path, range);
    boolean binary = matcher.group(2).matches(".*[KMG](i?B)?\\s*");
    return new Axis(
        path,
        values.stream()
            .map(value -> binary ? inKib(value) : value)
            .collect(ImmutableList.toImmutableList()));
  }

  /** {@code 4KiB} as {@code 4K}, which is what ranges know. */
  private static String plain(String number) {
    return number.strip().replaceAll("(?<=[KMG])i?B$", "");
  }

  private static ConfigValue inKib(ConfigValue bytes) {
    long value = Long.parseLong(Axis.text(bytes));
    return value % KIB == 0
        ? ConfigValueFactory.fromAnyRef(value / KIB + "K").withOrigin(bytes.origin())
        : bytes;
  }
}
