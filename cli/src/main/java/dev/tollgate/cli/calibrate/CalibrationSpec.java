package dev.tollgate.cli.calibrate;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.NearestName;
import dev.tollgate.core.settings.Origins;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The group {@code calibrate} of an experiment file.
 *
 * @param profile cost profile whose prices are fitted
 * @param name of the profile that is made
 * @param prices that are fitted; none if only the influence of others is asked for
 * @param watched prices that are not, but whose influence on claims is reported
 * @param targets what they are fitted to
 * @param search settings of the runs of the search, {@code key=value} each
 * @param sensitivity settings of the runs that show the influence of prices
 */
record CalibrationSpec(
    String profile,
    String name,
    ImmutableList<PriceRange> prices,
    ImmutableList<PriceRange> watched,
    ImmutableList<Target> targets,
    ImmutableList<String> search,
    ImmutableList<String> sensitivity) {

  private static final ImmutableSet<String> KEYS =
      ImmutableSet.of("profile", "name", "prices", "watched", "targets", "search", "sensitivity");
  private static final ImmutableSet<String> BOUNDS = ImmutableSet.of("from", "to");
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,3})?)");
  private static final Pattern SHARE = Pattern.compile("(-?\\d{1,12}(?:\\.\\d{1,9})?)\\s*(%?)");

  /** The word for a target that is any value in the claim's band. */
  private static final String BAND = "band";

  /**
   * Reads the group.
   *
   * @throws BadInputException if it is missing or not written as docs/calibration.md says
   */
  static CalibrationSpec read(Config merged) {
    ConfigValue value = merged.root().get("calibrate");
    if (value == null) {
      throw new BadInputException(
          "the experiment does not say what to fit; add a group calibrate { profile = …, prices {"
              + " … }, targets { … } }");
    }
    ConfigObject group = group("calibrate", value);
    checkKeys("calibrate", group, KEYS);
    String profile = text(group, "profile");
    String name = group.containsKey("name") ? text(group, "name") : profile + "-fitted";
    if (!NAME.matcher(name).matches() || name.equals(profile)) {
      throw Origins.complaint(
          require("calibrate", group, "name"),
          "calibrate.name is "
              + name
              + "; expected another name than the profile's, lower-case words joined by hyphens");
    }
    ImmutableList<PriceRange> prices = ranges(group, "prices");
    if (prices.isEmpty() && ranges(group, "watched").isEmpty()) {
      throw Origins.complaint(group, "calibrate names neither prices nor watched ones");
    }
    return new CalibrationSpec(
        profile,
        name,
        prices,
        ranges(group, "watched"),
        prices.isEmpty() ? ImmutableList.of() : targets(group),
        settings(group, "search"),
        settings(group, "sensitivity"));
  }

  private static ImmutableList<PriceRange> ranges(ConfigObject group, String key) {
    ConfigValue value = group.get(key);
    if (value == null) {
      return ImmutableList.of();
    }
    String path = "calibrate." + key;
    ConfigObject ranges = group(path, value);
    ImmutableList.Builder<PriceRange> all = ImmutableList.builder();
    for (String step : inOrder(ranges)) {
      String at = path + "." + step;
      ConfigObject range = group(at, require(path, ranges, step));
      checkKeys(at, range, BOUNDS);
      BigDecimal from = cycles(at, range, "from");
      BigDecimal to = cycles(at, range, "to");
      if (from.compareTo(to) >= 0) {
        throw Origins.complaint(range, at + ": from is not below to");
      }
      all.add(new PriceRange(step, from, to));
    }
    return all.build();
  }

  private static BigDecimal cycles(String path, ConfigObject group, String key) {
    ConfigValue value = require(path, group, key);
    Matcher matcher = NUMBER.matcher(String.valueOf(value.unwrapped()));
    if (!matcher.matches()) {
      throw Origins.complaint(
          value,
          "%s.%s is %s; expected cycles, with at most 3 decimals"
              .formatted(path, key, shown(value)));
    }
    return new BigDecimal(matcher.group(1));
  }

  private static ImmutableList<Target> targets(ConfigObject group) {
    ConfigObject targets = group("calibrate.targets", require("calibrate", group, "targets"));
    ImmutableList.Builder<Target> all = ImmutableList.builder();
    for (String claim : inOrder(targets)) {
      ConfigValue value = require("calibrate.targets", targets, claim);
      String text = String.valueOf(value.unwrapped());
      Matcher matcher = SHARE.matcher(text);
      if (text.equals(BAND)) {
        all.add(new Target(claim, null));
      } else if (matcher.matches()) {
        BigDecimal number = new BigDecimal(matcher.group(1));
        all.add(new Target(claim, matcher.group(2).isEmpty() ? number : number.movePointLeft(2)));
      } else {
        throw Origins.complaint(
            value,
            "calibrate.targets.%s is %s; expected the value wanted, such as 30%%, or band"
                .formatted(claim, shown(value)));
      }
    }
    ImmutableList<Target> found = all.build();
    if (found.isEmpty()) {
      throw Origins.complaint(targets, "calibrate.targets is empty");
    }
    return found;
  }

  private static ImmutableList<String> settings(ConfigObject group, String key) {
    ConfigValue value = group.get(key);
    if (value == null) {
      return ImmutableList.of();
    }
    if (!(value instanceof ConfigList list)
        || list.stream()
            .anyMatch(
                one ->
                    one.valueType() != ConfigValueType.STRING
                        || !String.valueOf(one.unwrapped()).contains("="))) {
      throw Origins.complaint(
          value,
          "calibrate.%s is %s; expected settings: [\"vary.iommu=[off, calgary]\"]"
              .formatted(key, shown(value)));
    }
    return list.stream()
        .map(one -> String.valueOf(one.unwrapped()))
        .collect(ImmutableList.toImmutableList());
  }

  private static String text(ConfigObject group, String key) {
    ConfigValue value = require("calibrate", group, key);
    if (value.valueType() != ConfigValueType.STRING) {
      throw Origins.complaint(
          value, "calibrate.%s is %s; expected a name".formatted(key, shown(value)));
    }
    return String.valueOf(value.unwrapped());
  }

  /** Keys by the lines they stand in; those of one line in alphabetical order. */
  private static List<String> inOrder(ConfigObject group) {
    List<String> keys = new ArrayList<>(group.keySet());
    keys.sort(
        Comparator.comparingInt((String key) -> require("", group, key).origin().lineNumber())
            .thenComparing(Comparator.naturalOrder()));
    return keys;
  }

  private static ConfigObject group(String path, ConfigValue value) {
    if (!(value instanceof ConfigObject group)) {
      throw Origins.complaint(
          value, "%s is %s; expected a group of keys".formatted(path, shown(value)));
    }
    return group;
  }

  private static ConfigValue require(String path, ConfigObject group, String key) {
    ConfigValue value = group.get(key);
    if (value == null) {
      throw Origins.complaint(group, path + " lacks the key " + key);
    }
    return value;
  }

  private static void checkKeys(String path, ConfigObject group, ImmutableSet<String> known) {
    for (String key : inOrder(group)) {
      if (!known.contains(key)) {
        throw Origins.complaint(
            require(path, group, key),
            "unknown key %s.%s%s".formatted(path, key, NearestName.hint(key, known, "keys")));
      }
    }
  }

  private static String shown(ConfigValue value) {
    return value.render(ConfigRenderOptions.concise());
  }
}
