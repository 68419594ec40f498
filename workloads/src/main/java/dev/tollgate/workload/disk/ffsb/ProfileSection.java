package dev.tollgate.workload.disk.ffsb;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A clause of a profile, or the part before and between clauses: options and inner clauses. */
final class ProfileSection {

  /** The largest amount taken, in bytes or anything else. */
  private static final long LARGEST = 1L << 50;

  /** The largest number of anything that is not bytes. */
  private static final long LARGEST_COUNT = 0xffff_ffffL;

  /**
   * An option.
   *
   * @param value what stands after the name
   * @param line number of its line, from 1
   */
  record Entry(String value, int line) {}

  private final String file;
  private final SectionKind kind;
  private final int line;
  private final int number;
  private final Map<String, Entry> single = new LinkedHashMap<>();
  private final Map<String, List<Entry>> lists = new LinkedHashMap<>();
  private final List<ProfileSection> children = new ArrayList<>();

  /**
   * An empty clause.
   *
   * @param number the number in its brackets, or -1
   */
  ProfileSection(String file, SectionKind kind, int line, int number) {
    this.file = file;
    this.kind = kind;
    this.line = line;
    this.number = number;
  }

  SectionKind kind() {
    return kind;
  }

  int line() {
    return line;
  }

  int number() {
    return number;
  }

  List<ProfileSection> children(SectionKind wanted) {
    return children.stream().filter(child -> child.kind == wanted).toList();
  }

  void add(ProfileSection child) {
    children.add(child);
  }

  void add(String name, Entry entry) {
    if (kind.lists().contains(name)) {
      lists.computeIfAbsent(name, n -> new ArrayList<>()).add(entry);
      return;
    }
    if (!kind.options().contains(name)) {
      throw unknown(name, entry.line());
    }
    String reason = kind.refused(name);
    if (reason != null) {
      throw at(entry.line(), name + " is not simulated: " + reason);
    }
    Entry before = single.putIfAbsent(name, entry);
    if (before != null) {
      throw at(entry.line(), name + " is given twice, first in line " + before.line());
    }
  }

  private BadInputException unknown(String name, int where) {
    for (SectionKind other : SectionKind.values()) {
      if (other != kind && (other.options().contains(name) || other.lists().contains(name))) {
        return at(where, name + " belongs " + other.place() + ", not " + kind.place());
      }
    }
    ImmutableSet<String> known =
        ImmutableSet.<String>builder().addAll(kind.options()).addAll(kind.lists()).build();
    return at(
        where,
        "unknown option " + name + " " + kind.place() + NearestName.hint(name, known, "options"));
  }

  boolean has(String name) {
    return single.containsKey(name);
  }

  List<Entry> list(String name) {
    return lists.getOrDefault(name, List.of());
  }

  /** Number of the line of an option, or of the clause if it is not given. */
  int line(String name) {
    Entry entry = single.get(name);
    return entry == null ? line : entry.line();
  }

  @Nullable String text(String name) {
    Entry entry = single.get(name);
    return entry == null ? null : entry.value();
  }

  /** A whole number, 0 if not given. */
  long count(String name) {
    Entry entry = single.get(name);
    if (entry == null) {
      return 0;
    }
    if (!entry.value().matches("[0-9]{1,10}") || Long.parseLong(entry.value()) > LARGEST_COUNT) {
      throw at(
          entry.line(),
          name + " = " + entry.value() + ": expected a whole number up to " + LARGEST_COUNT);
    }
    return Long.parseLong(entry.value());
  }

  boolean flag(String name) {
    Entry entry = single.get(name);
    if (entry == null || entry.value().equals("0")) {
      return false;
    }
    if (!entry.value().equals("1")) {
      throw at(entry.line(), name + " = " + entry.value() + ": expected 0 or 1");
    }
    return true;
  }

  /** A share from 0 to 1, 0 if not given. */
  double share(String name) {
    Entry entry = single.get(name);
    if (entry == null) {
      return 0;
    }
    if (!entry.value().matches("[0-9]{0,3}(\\.[0-9]{0,12})?")
        || !entry.value().matches(".*[0-9].*")
        || Double.parseDouble(entry.value()) > 1) {
      throw at(
          entry.line(),
          name + " = " + entry.value() + ": expected a share such as 0.25, at most 1");
    }
    return Double.parseDouble(entry.value());
  }

  /** Bytes, 0 if not given. */
  long size(String name) {
    Entry entry = single.get(name);
    return entry == null ? 0 : size(name, entry.value(), entry.line());
  }

  /** Reads bytes: K, M, G, KB, MB and GB in any case are powers of 1024. */
  long size(String name, String text, int where) {
    String upper = text.toUpperCase(Locale.ROOT);
    String digits = upper.replaceFirst("[KMG]?B?$", "");
    String suffix = upper.substring(digits.length());
    if (!digits.matches("[0-9]{1,16}") || suffix.equals("B")) {
      throw at(
          where,
          name + " = " + text + ": expected bytes, with K, M, G, KB, MB or GB after it or without");
    }
    int shift = suffix.isEmpty() ? 0 : 10 * (1 + "KMG".indexOf(suffix.charAt(0)));
    long number = Long.parseLong(digits);
    if (number > LARGEST >> shift) {
      throw at(where, name + " = " + text + ": more than " + LARGEST + " bytes");
    }
    return number << shift;
  }

  /** A complaint about a line. */
  BadInputException at(int where, String message) {
    return BadInputException.at(file, where, message);
  }
}
