package dev.tollgate.workload.disk.fio;

import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.error.BadInputException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The options of one section, or those of a job together with the ones before it. */
final class JobSection {

  private static final long LARGEST = 1L << 50;

  /**
   * An option as given.
   *
   * @param value null if it stands alone
   * @param line number of its line, from 1
   */
  record Given(@Nullable String value, int line) {}

  private final String file;
  private final int line;
  private final Map<JobOption, Given> options = new LinkedHashMap<>();

  JobSection(String file, int line) {
    this.file = file;
    this.line = line;
  }

  /** The options of another section, to be replaced by those of this one. */
  JobSection over(JobSection defaults) {
    JobSection both = new JobSection(file, line);
    both.options.putAll(defaults.options);
    both.options.putAll(options);
    return both;
  }

  void put(JobOption option, Given given) {
    Given before = options.putIfAbsent(option, given);
    if (before != null) {
      throw at(given.line(), option.word() + " is given twice, first in line " + before.line());
    }
  }

  /** Options as given that have a value, in the order given. */
  ImmutableMap<String, String> given() {
    ImmutableMap.Builder<String, String> given = ImmutableMap.builder();
    for (Map.Entry<JobOption, Given> entry : options.entrySet()) {
      String value = entry.getValue().value();
      if (value != null) {
        given.put(entry.getKey().word(), value);
      }
    }
    return given.buildOrThrow();
  }

  boolean has(JobOption option) {
    return options.containsKey(option);
  }

  int line() {
    return line;
  }

  /** Number of the option's line, or of the section's if it is not given. */
  int line(JobOption option) {
    Given given = options.get(option);
    return given == null ? line : given.line();
  }

  @Nullable String text(JobOption option) {
    Given given = options.get(option);
    return given == null ? null : given.value();
  }

  /** Whether a flag is set; one that stands alone is. */
  boolean flag(JobOption option) {
    Given given = options.get(option);
    if (given == null) {
      return false;
    }
    String value = given.value();
    if (value == null || value.equals("1")) {
      return true;
    }
    if (!value.equals("0")) {
      throw at(given.line(), option.word() + "=" + value + ": expected 0 or 1");
    }
    return false;
  }

  /** A whole number within bounds. */
  int count(JobOption option, int least, int most, int otherwise) {
    String value = text(option);
    if (value == null) {
      return otherwise;
    }
    if (!value.matches("[0-9]{1,9}")
        || Integer.parseInt(value) < least
        || Integer.parseInt(value) > most) {
      throw at(
          line(option),
          option.word() + "=" + value + ": expected a whole number from " + least + " to " + most);
    }
    return Integer.parseInt(value);
  }

  /**
   * Reads bytes as fio does: k, m, g, t and kb, mb, gb, tb in any case are powers of 1024; kib,
   * mib, gib, tib, which fio takes for powers of 1000, are refused, as nobody expects that.
   */
  long bytes(JobOption option, String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.endsWith("ib")) {
      throw at(
          line(option),
          option.word()
              + "="
              + text
              + ": fio takes this for a power of 1000; expected k, m, g or t");
    }
    String digits = lower.replaceFirst("([kmgt]b?|b)$", "");
    if (!digits.matches("[0-9]{1,15}")) {
      throw at(
          line(option),
          option.word()
              + "="
              + text
              + ": expected bytes, with k, m, g or t (powers of 1024) after them or without");
    }
    String suffix = lower.substring(digits.length());
    int shift = suffix.isEmpty() ? 0 : 10 * (1 + "kmgt".indexOf(suffix.charAt(0)));
    long number = Long.parseLong(digits);
    if (number > LARGEST >> shift) {
      throw at(line(option), option.word() + "=" + text + ": more than " + LARGEST + " bytes");
    }
    return number << shift;
  }

  /** A time in microseconds: a whole number of d, h, m, s, ms or us; seconds without a unit. */
  long microseconds(JobOption option) {
    String value = text(option);
    if (value == null) {
      return 0;
    }
    Matcher matcher = Pattern.compile("([0-9]{1,9})(d|h|m|s|ms|us|)").matcher(value);
    if (!matcher.matches()) {
      throw at(
          line(option), option.word() + "=" + value + ": expected a time such as 30, 1500ms or 2m");
    }
    long number = Long.parseLong(matcher.group(1));
    long unit =
        switch (matcher.group(2)) {
          case "d" -> 86_400_000_000L;
          case "h" -> 3_600_000_000L;
          case "m" -> 60_000_000L;
          case "ms" -> 1_000L;
          case "us" -> 1L;
          default -> 1_000_000L;
        };
    if (number > LARGEST / unit) {
      throw at(line(option), option.word() + "=" + value + " is too long");
    }
    return number * unit;
  }

  BadInputException at(int where, String message) {
    return BadInputException.at(file, where, message);
  }
}
