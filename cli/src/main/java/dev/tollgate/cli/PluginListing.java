package dev.tollgate.cli;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.boot.PluginInfo;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.cost.PriceGrade;
import dev.tollgate.core.settings.Parts;
import dev.tollgate.core.spi.ParameterSpec;
import java.util.List;
import java.util.Map;

/** The plugins and their parts, as text and as JSON. */
final class PluginListing {

  private static final int WIDTH = 100;

  private PluginListing() {}

  static String text(Tollgate tollgate) {
    StringBuilder text = new StringBuilder();
    for (PluginInfo plugin : tollgate.plugins()) {
      text.append("%s %s  (%s)%n".formatted(plugin.id(), plugin.version(), plugin.location()));
      for (String path : plugin.parts()) {
        part(text, Part.at(path, tollgate));
      }
      text.append('\n');
    }
    text.append("machines: ").append(String.join(", ", tollgate.machines())).append('\n');
    text.append("cost profiles:\n");
    tollgate.costProfiles().forEach(name -> profile(text, tollgate.costProfile(name)));
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  private static void profile(StringBuilder text, CostProfile profile) {
    long all = profile.prices().size();
    long estimated =
        profile.prices().values().stream()
            .filter(price -> price.grade() == PriceGrade.ESTIMATED)
            .count();
    String prices =
        all == 0
            ? ""
            : " (%d prices, %s estimated)".formatted(all, all == estimated ? "all" : estimated);
    wrap(text, "  ", profile.name() + ": " + profile.description() + prices);
  }

  private static void part(StringBuilder text, Part part) {
    wrap(text, "  ", part.kind() + " " + part.name() + ": " + part.description());
    for (ParameterSpec parameter : part.parameters()) {
      text.append("    ").append(part.path()).append('.').append(parameter.name());
      text.append(" = ").append(shown(parameter.defaultValue())).append('\n');
      wrap(text, "        ", parameter.doc() + " (" + Parts.expectation(parameter) + ")");
    }
  }

  private static String shown(String defaultValue) {
    return defaultValue.isEmpty() ? "\"\"" : defaultValue;
  }

  /** Breaks lines between words. */
  private static void wrap(StringBuilder text, String indent, String words) {
    int used = 0;
    for (String word : words.split(" ", -1)) {
      if (used == 0) {
        text.append(indent).append(word);
        used = indent.length() + word.length();
      } else if (used + 1 + word.length() > WIDTH) {
        text.append('\n').append(indent).append(word);
        used = indent.length() + word.length();
      } else {
        text.append(' ').append(word);
        used += 1 + word.length();
      }
    }
    text.append('\n');
  }

  static List<Map<String, Object>> json(Tollgate tollgate) {
    ImmutableList.Builder<Map<String, Object>> plugins = ImmutableList.builder();
    for (PluginInfo plugin : tollgate.plugins()) {
      plugins.add(
          ImmutableMap.of(
              "id",
              plugin.id(),
              "version",
              plugin.version(),
              "location",
              plugin.location(),
              "parts",
              plugin.parts().stream().map(path -> json(Part.at(path, tollgate))).toList()));
    }
    return plugins.build();
  }

  private static Map<String, Object> json(Part part) {
    return ImmutableMap.of(
        "kind",
        part.path().substring(0, part.path().indexOf('.')),
        "name",
        part.name(),
        "description",
        part.description(),
        "parameters",
        part.parameters().stream().map(parameter -> json(part, parameter)).toList());
  }

  private static Map<String, Object> json(Part part, ParameterSpec parameter) {
    ImmutableMap.Builder<String, Object> json = ImmutableMap.builder();
    json.put("path", part.path() + "." + parameter.name());
    json.put("type", Ascii.toLowerCase(parameter.type().name()));
    json.put("default", parameter.defaultValue());
    if (parameter.minimum() != Long.MIN_VALUE) {
      json.put("minimum", parameter.minimum());
    }
    if (parameter.maximum() != Long.MAX_VALUE) {
      json.put("maximum", parameter.maximum());
    }
    if (!parameter.choices().isEmpty()) {
      json.put("choices", parameter.choices());
    }
    return json.put("doc", parameter.doc()).buildOrThrow();
  }
}
