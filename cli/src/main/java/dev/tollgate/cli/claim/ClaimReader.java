package dev.tollgate.cli.claim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.tollgate.cli.claim.Form.Comparison;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.NearestName;
import dev.tollgate.core.settings.Origins;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one claim of an experiment file; docs/experiments.md describes how they are written. */
public final class ClaimReader {

  private static final ImmutableSet<String> FORMS =
      ImmutableSet.of("value", "share", "ratio", "increase", "difference", "increases", "order");
  private static final ImmutableSet<String> KEYS =
      ImmutableSet.<String>builder()
          .add("sentence", "source", "where", "over")
          .addAll(FORMS)
          .addAll(BandReader.KEYS)
          .build();

  /** How metrics are named: lower-case words, joined by dots. */
  private static final Pattern METRIC = Pattern.compile("[a-z0-9]+([.-][a-z0-9]+)*");

  private final String path;
  private final ConfigObject group;

  private ClaimReader(String path, ConfigObject group) {
    this.path = path;
    this.group = group;
  }

  /**
   * A claim.
   *
   * @param id its key in {@code claims}
   * @throws BadInputException if it is not written as claims are, or no value could meet it
   */
  public static Claim read(String id, ConfigValue value) {
    String path = "claims." + id;
    if (!(value instanceof ConfigObject group)) {
      throw Origins.complaint(
          value, "%s is %s; expected a group of keys".formatted(path, shown(value)));
    }
    return new ClaimReader(path, group).read(id);
  }

  private Claim read(String id) {
    checkKeys(path, group, KEYS);
    Form form = form();
    Band band = new BandReader(path, group).read(form);
    return new Claim(
        id,
        text("sentence", require("sentence")),
        group.containsKey("source") ? text("source", require("source")) : "",
        form,
        selection(path + ".where", group.get("where"), true),
        over(),
        band,
        group);
  }

  private Form form() {
    List<String> found = FORMS.stream().filter(group::containsKey).toList();
    if (found.size() != 1) {
      throw Origins.complaint(
          group,
          "%s has %s; expected one of %s"
              .formatted(
                  path,
                  found.isEmpty() ? "nothing to measure" : String.join(" and ", found),
                  String.join(", ", FORMS)));
    }
    return form(path, found.get(0), group);
  }

  /** What is measured, by the name of its form, as the group says. */
  static Form form(String path, String name, ConfigObject group) {
    ConfigValue value = require(path, group, name);
    String at = path + "." + name;
    if (name.equals("value") && !(value instanceof ConfigObject)) {
      return new Form.Value(
          new Quantity(metrics(at, value), ImmutableList.of()), false, selection(at, null, true));
    }
    if (!(value instanceof ConfigObject keys)) {
      throw Origins.complaint(
          value, "%s is %s; expected a group of keys".formatted(at, shown(value)));
    }
    return switch (name) {
      case "value" -> {
        checkKeys(at, keys, ImmutableSet.of("of", "per"));
        yield new Form.Value(quantity(at, keys, "per"), false, selection(at, null, true));
      }
      case "share" -> {
        checkKeys(at, keys, ImmutableSet.of("of", "in"));
        require(at, keys, "in");
        yield new Form.Value(quantity(at, keys, "in"), true, selection(at, null, true));
      }
      case "order" -> {
        checkKeys(at, keys, ImmutableSet.of("of", "per", "rising"));
        yield new Form.Order(quantity(at, keys, "per"), rising(at + ".rising", keys));
      }
      case "increases" -> increases(at, keys);
      default -> comparison(at, name, keys);
    };
  }

  private static Comparison comparison(String at, String name, ConfigObject keys) {
    checkKeys(at, keys, ImmutableSet.of("of", "per", "from", "to"));
    Selection from = compared(at + ".from", require(at, keys, "from"));
    Selection to = differing(at, from, keys);
    Comparison.Kind kind =
        switch (name) {
          case "ratio" -> Comparison.Kind.RATIO;
          case "increase" -> Comparison.Kind.INCREASE;
          default -> Comparison.Kind.DIFFERENCE;
        };
    return new Comparison(kind, quantity(at, keys, "per"), from, to);
  }

  private static Selection differing(String at, Selection from, ConfigObject keys) {
    Selection to = compared(at + ".to", require(at, keys, "to"));
    if (from.text().equals(to.text())) {
      throw Origins.complaint(require(at, keys, "to"), at + " compares runs with themselves");
    }
    return to;
  }

  private static Form.Increases increases(String at, ConfigObject keys) {
    checkKeys(at, keys, ImmutableSet.of("of", "per", "first", "second"));
    ConfigObject first = pair(at + ".first", require(at, keys, "first"));
    ConfigObject second = pair(at + ".second", require(at, keys, "second"));
    Selection firstFrom = compared(at + ".first.from", require(at, first, "from"));
    Selection secondFrom = compared(at + ".second.from", require(at, second, "from"));
    return new Form.Increases(
        quantity(at, keys, "per"),
        firstFrom,
        differing(at + ".first", firstFrom, first),
        secondFrom,
        differing(at + ".second", secondFrom, second));
  }

  private static ConfigObject pair(String at, ConfigValue value) {
    if (!(value instanceof ConfigObject keys)) {
      throw Origins.complaint(
          value,
          "%s is %s; expected { from { iommu = off }, to { iommu = calgary } }"
              .formatted(at, shown(value)));
    }
    checkKeys(at, keys, ImmutableSet.of("from", "to"));
    return keys;
  }

  private static ImmutableList<Selection> rising(String at, ConfigObject keys) {
    ConfigValue value = keys.get("rising");
    if (!(value instanceof ConfigList list) || list.size() < 2) {
      throw Origins.complaint(
          value == null ? keys : value,
          at + ": expected a list of two or more: [{ iommu = off }, { iommu = calgary }]");
    }
    return list.stream()
        .map(element -> compared(at, element))
        .collect(ImmutableList.toImmutableList());
  }

  static Selection compared(String at, ConfigValue value) {
    Selection selection = selection(at, value, false);
    if (selection.wanted().isEmpty()) {
      throw Origins.complaint(value, at + " selects nothing: { iommu = calgary }");
    }
    return selection;
  }

  private static Selection selection(String at, @Nullable ConfigValue value, boolean lists) {
    ImmutableMap.Builder<String, ImmutableList<ConfigValue>> wanted = ImmutableMap.builder();
    if (value != null) {
      if (!(value instanceof ConfigObject axes)) {
        throw Origins.complaint(
            value,
            "%s is %s; expected values of axes: { iommu = calgary }".formatted(at, shown(value)));
      }
      collect(at, "", axes, lists, wanted);
    }
    return new Selection(at, wanted.buildOrThrow());
  }

  /** Groups within are parts of an axis' path. */
  private static void collect(
      String at,
      String path,
      ConfigObject axes,
      boolean lists,
      ImmutableMap.Builder<String, ImmutableList<ConfigValue>> wanted) {
    ImmutableSortedMap.copyOf(axes)
        .forEach(
            (key, value) -> {
              String axis = path.isEmpty() ? key : path + "." + key;
              if (value instanceof ConfigObject inner) {
                collect(at, axis, inner, lists, wanted);
                return;
              }
              List<? extends ConfigValue> values =
                  value instanceof ConfigList list ? list : ImmutableList.of(value);
              if ((value instanceof ConfigList && !lists)
                  || values.isEmpty()
                  || values.stream().anyMatch(each -> !isScalar(each))) {
                throw Origins.complaint(
                    value,
                    "%s.%s is %s; expected %s"
                        .formatted(
                            at,
                            axis,
                            shown(value),
                            lists ? "a value or a list of some" : "one value"));
              }
              wanted.put(axis, ImmutableList.copyOf(values));
            });
  }

  static Quantity quantity(String at, ConfigObject keys, String per) {
    ConfigValue divisor = keys.get(per);
    return new Quantity(
        metrics(at + ".of", require(at, keys, "of")),
        divisor == null ? ImmutableList.of() : metrics(at + "." + per, divisor));
  }

  private static ImmutableList<String> metrics(String at, ConfigValue value) {
    List<? extends ConfigValue> values =
        value instanceof ConfigList list ? list : ImmutableList.of(value);
    if (values.isEmpty()) {
      throw Origins.complaint(value, at + " is empty; expected the name of a metric");
    }
    return values.stream()
        .map(
            each -> {
              String name = String.valueOf(each.unwrapped());
              if (each.valueType() != ConfigValueType.STRING || !METRIC.matcher(name).matches()) {
                throw Origins.complaint(
                    each,
                    "%s is %s; expected the name of a metric, such as price.cycles.total"
                        .formatted(at, shown(each)));
              }
              return name;
            })
        .collect(ImmutableList.toImmutableList());
  }

  private Over over() {
    ConfigValue value = group.get("over");
    if (value == null) {
      return Over.EACH;
    }
    String word = String.valueOf(value.unwrapped());
    ImmutableMap.Builder<String, Over> words = ImmutableMap.builder();
    for (Over over : Over.values()) {
      if (over.word().equals(word)) {
        return over;
      }
      words.put(over.word(), over);
    }
    throw Origins.complaint(
        value,
        "%s.over is %s%s"
            .formatted(path, word, NearestName.hint(word, words.buildOrThrow().keySet(), "words")));
  }

  private String text(String key, ConfigValue value) {
    return text(path, key, value);
  }

  static String text(String path, String key, ConfigValue value) {
    if (value.valueType() != ConfigValueType.STRING
        || String.valueOf(value.unwrapped()).isBlank()) {
      throw Origins.complaint(
          value, "%s.%s is %s; expected text".formatted(path, key, shown(value)));
    }
    return String.valueOf(value.unwrapped());
  }

  private ConfigValue require(String key) {
    return require(path, group, key);
  }

  static ConfigValue require(String path, ConfigObject group, String key) {
    ConfigValue value = group.get(key);
    if (value == null) {
      throw Origins.complaint(group, path + " lacks the key " + key);
    }
    return value;
  }

  static void checkKeys(String path, ConfigObject group, ImmutableSet<String> known) {
    for (Map.Entry<String, ConfigValue> entry : ImmutableSortedMap.copyOf(group).entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw Origins.complaint(
            entry.getValue(),
            "unknown key %s.%s%s"
                .formatted(path, entry.getKey(), NearestName.hint(entry.getKey(), known, "keys")));
      }
    }
  }

  private static boolean isScalar(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> true;
      default -> false;
    };
  }

  static String shown(ConfigValue value) {
    return value.render(ConfigRenderOptions.concise());
  }
}
