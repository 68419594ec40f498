package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order in which keys stand in their file. The configuration library keeps only the line of
 * each, so keys on one line are looked for in its text. Keys that come from no file, set on the
 * command line, go last, in alphabetical order.
 */
final class FileOrder {

  private final Map<String, List<String>> files = new HashMap<>();

  private FileOrder() {}

  static ImmutableList<Map.Entry<String, ConfigValue>> sort(
      List<Map.Entry<String, ConfigValue>> entries) {
    FileOrder order = new FileOrder();
    List<Map.Entry<String, ConfigValue>> sorted = new ArrayList<>(entries);
    sorted.sort(
        Comparator.comparing((Map.Entry<String, ConfigValue> entry) -> file(entry).isEmpty())
            .thenComparing(FileOrder::file)
            .thenComparing(entry -> entry.getValue().origin().lineNumber())
            .thenComparing(order::column)
            .thenComparing(Map.Entry::getKey));
    return ImmutableList.copyOf(sorted);
  }

  private static String file(Map.Entry<String, ConfigValue> entry) {
    String file = entry.getValue().origin().filename();
    return file == null ? "" : file;
  }

  /** Where the key's last word, followed by a sign that gives it a value, stands in its line. */
  private int column(Map.Entry<String, ConfigValue> entry) {
    String file = file(entry);
    ConfigOrigin origin = entry.getValue().origin();
    List<String> lines = files.computeIfAbsent(file, FileOrder::lines);
    if (origin.lineNumber() < 1 || origin.lineNumber() > lines.size()) {
      return 0;
    }
    String key = entry.getKey();
    String word = key.substring(key.lastIndexOf('.') + 1);
    Matcher matcher =
        Pattern.compile("(?<![\\w-])" + Pattern.quote(word) + "\"?\\s*(\\+?[=:]|\\{)")
            .matcher(lines.get(origin.lineNumber() - 1));
    return matcher.find() ? matcher.start() : 0;
  }

  private static List<String> lines(String file) {
    if (file.isEmpty()) {
      return ImmutableList.of();
    }
    try {
      return Files.readAllLines(Path.of(file));
    } catch (IOException e) {
      // It was readable a moment ago; without its text the order within one line is alphabetical.
      return ImmutableList.of();
    }
  }
}
