package dev.tollgate.workload.boot;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.workload.boot.BootRow.Grade;
import dev.tollgate.workload.boot.BootRow.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a boot, in their order: text, one row a line, words parted by blanks, {@code #}
 * begins a comment.
 *
 * <pre>
 * STEP KIND NAME SIZE KEPT PASSING GRADE SOURCE…
 * STEP event NAME
 * </pre>
 */
final class BootSequence {

  private static final String BUILT_IN = "requests-2.6.5-tiny1.txt";
  private static final Splitter WORDS = Splitter.on(' ').trimResults().omitEmptyStrings();
  private static final int COLUMNS = 7;
  private static final int MOST = 1_000_000;
  private static final ImmutableList<String> EVENTS =
      Arrays.stream(BootEvent.values())
          .map(BootEvent::word)
          .collect(ImmutableList.toImmutableList());

  private final String file;
  private final ImmutableList.Builder<BootRow> rows = ImmutableList.builder();
  private int events;

  private BootSequence(String file) {
    this.file = file;
  }

  /**
   * The rows of a file.
   *
   * @param file its name, or empty for the built-in rows
   * @throws BadInputException if it cannot be read or understood
   */
  static ImmutableList<BootRow> read(String file) {
    if (file.isEmpty()) {
      return parse(BUILT_IN, builtIn());
    }
    try {
      return parse(file, Files.readString(Path.of(file)));
    } catch (NoSuchFileException e) {
      throw new BadInputException("workload.boot.sequence: there is no file " + file, e);
    } catch (IOException e) {
      throw new BadInputException("workload.boot.sequence: " + file + " cannot be read: " + e, e);
    }
  }

  private static String builtIn() {
    try (InputStream in = BootSequence.class.getResourceAsStream(BUILT_IN)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ImmutableList<BootRow> parse(String file, String text) {
    BootSequence sequence = new BootSequence(file);
    int line = 0;
    for (String content : Splitter.on('\n').split(text)) {
      line++;
      String row = content.strip();
      if (!row.isEmpty() && row.charAt(0) != '#') {
        sequence.add(line, WORDS.splitToList(row));
      }
    }
    if (sequence.events < EVENTS.size()) {
      throw new BadInputException(
          "%s: the event %s is missing; a boot has the events %s, in this order"
              .formatted(file, EVENTS.get(sequence.events), String.join(", ", EVENTS)));
    }
    return sequence.rows.build();
  }

  private void add(int line, List<String> words) {
    if (words.size() == 3 && words.get(1).equals("event")) {
      addEvent(line, words);
      return;
    }
    if (words.size() < COLUMNS) {
      throw at(
          line,
          "%d words; expected STEP KIND NAME SIZE KEPT PASSING GRADE SOURCE"
              .formatted(words.size()));
    }
    Kind kind = named(line, "kind", words.get(1), Kind.values());
    if (kind == Kind.EVENT) {
      throw at(line, "an event has three words: STEP event NAME");
    }
    checkPlace(line, kind);
    BootSize size = BootSize.parse(words.get(3));
    if (size == null) {
      throw at(line, "size is \"%s\"; expected bytes, stack or ram/N".formatted(words.get(3)));
    }
    rows.add(
        new BootRow(
            words.get(0),
            kind,
            words.get(2),
            size,
            count(line, "kept", words.get(4)),
            count(line, "passing", words.get(5)),
            named(line, "grade", words.get(6), Grade.values()),
            String.join(" ", words.subList(COLUMNS, words.size()))));
  }

  private void addEvent(int line, List<String> words) {
    String name = words.get(2);
    if (events == EVENTS.size() || !EVENTS.get(events).equals(name)) {
      throw at(
          line,
          "event %s; expected the events %s, once each and in this order"
              .formatted(name, String.join(", ", EVENTS)));
    }
    events++;
    rows.add(
        new BootRow(
            words.get(0),
            Kind.EVENT,
            name,
            new BootSize(BootSize.Kind.BYTES, 0),
            0,
            0,
            Grade.DERIVED,
            ""));
  }

  /** Boot memory ends with the event that hands it over; the allocator begins with its own. */
  private void checkPlace(int line, Kind kind) {
    boolean early = isBefore(BootEvent.MEM_INIT);
    if (early != (kind == Kind.BOOTMEM)) {
      throw at(
          line,
          early
              ? "before mem_init there is only boot memory; expected the kind bootmem"
              : "boot memory ends with mem_init; expected another kind");
    }
    if (isBefore(BootEvent.KMEM_CACHE_INIT) && !early && kind != Kind.PAGES) {
      throw at(line, "before kmem_cache_init there is no allocator; expected the kind pages");
    }
  }

  private boolean isBefore(BootEvent event) {
    return events <= EVENTS.indexOf(event.word());
  }

  private int count(int line, String column, String word) {
    try {
      int count = Integer.parseInt(word);
      if (count >= 0 && count <= MOST) {
        return count;
      }
    } catch (NumberFormatException e) {
      throw at(line, problem(column, word));
    }
    throw at(line, problem(column, word));
  }

  private static String problem(String column, String word) {
    return "%s is \"%s\"; expected a number from 0 to %d".formatted(column, word, MOST);
  }

  private <T extends Enum<T>> T named(int line, String column, String word, T[] choices) {
    ImmutableMap.Builder<String, T> names = ImmutableMap.builder();
    for (T choice : choices) {
      names.put(Ascii.toLowerCase(choice.name()), choice);
    }
    ImmutableMap<String, T> all = names.buildOrThrow();
    @Nullable T found = all.get(word);
    if (found == null) {
      throw at(
          line,
          "%s is \"%s\"; expected one of %s"
              .formatted(column, word, String.join(", ", all.keySet())));
    }
    return found;
  }

  private BadInputException at(int line, String problem) {
    return BadInputException.at(file, line, problem);
  }
}
