package dev.tollgate.cli.claim;

import com.google.common.collect.ImmutableSet;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.tollgate.core.settings.Origins;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the bounds of a claim. */
final class BandReader {

  static final ImmutableSet<String> KEYS =
      ImmutableSet.of("within", "exactly", "at-least", "above", "at-most", "below");

  private static final Pattern NUMBER = Pattern.compile("([+-]?\\d{1,18}(?:\\.\\d{1,9})?)\\s*(%?)");

  /** Pairs of which a claim has at most one. */
  private static final ImmutableSet<List<String>> RIVALS =
      ImmutableSet.of(List.of("at-least", "above"), List.of("at-most", "below"));

  private final String path;
  private final ConfigObject group;

  BandReader(String path, ConfigObject group) {
    this.path = path;
    this.group = group;
  }

  Band read(Form form) {
    List<String> found = KEYS.stream().filter(group::containsKey).toList();
    if (found.isEmpty()) {
      if (form instanceof Form.Order) {
        return new Band(BigDecimal.ONE, null, null, null);
      }
      throw Origins.complaint(
          group, "%s has no band; expected one of %s".formatted(path, String.join(", ", KEYS)));
    }
    boolean whole = found.contains("within") || found.contains("exactly");
    if ((whole && found.size() > 1) || RIVALS.stream().anyMatch(found::containsAll)) {
      throw Origins.complaint(
          group, "%s has %s; drop one".formatted(path, String.join(" and ", found)));
    }
    Band band =
        found.contains("within")
            ? within(group.get("within"))
            : found.contains("exactly")
                ? new Band(number("exactly"), null, number("exactly"), null)
                : new Band(number("at-least"), number("above"), number("at-most"), number("below"));
    checkPossible(form, band);
    return band;
  }

  private void checkPossible(Form form, Band band) {
    if (band.isEmpty()) {
      throw Origins.complaint(group, "%s: no value is %s".formatted(path, band.record().text()));
    }
    boolean part =
        form instanceof Form.Order || (form instanceof Form.Value value && value.share());
    BigDecimal low = band.low();
    BigDecimal high = band.high();
    if (part
        && ((low != null && low.compareTo(BigDecimal.ONE) > 0)
            || (high != null && high.signum() < 0))) {
      throw Origins.complaint(
          group,
          "%s: %s lies from 0 to 1, never %s"
              .formatted(
                  path,
                  form instanceof Form.Order ? "the share of points in order" : "a share",
                  band.record().text()));
    }
  }

  private Band within(@Nullable ConfigValue value) {
    if (!(value instanceof ConfigList list) || list.size() != 2) {
      throw Origins.complaint(
          value == null ? group : value,
          path + ".within: expected the smallest and the largest value: [0.98, 1.02]");
    }
    return new Band(number("within", list.get(0)), null, number("within", list.get(1)), null);
  }

  private @Nullable BigDecimal number(String key) {
    ConfigValue value = group.get(key);
    return value == null ? null : number(key, value);
  }

  private BigDecimal number(String key, ConfigValue value) {
    Matcher matcher = NUMBER.matcher(String.valueOf(value.unwrapped()).strip());
    if (!matcher.matches()) {
      throw Origins.complaint(
          value,
          "%s.%s is %s; expected a number such as 1.05 or 5%%, with at most 9 decimals"
              .formatted(path, key, ClaimReader.shown(value)));
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    return matcher.group(2).isEmpty() ? number : number.movePointLeft(2);
  }
}
