package dev.tollgate.cli.explain;

import dev.tollgate.cli.explain.Story.Event;
import dev.tollgate.cli.report.Units;

/** A buffer's life as a time line for a terminal. */
public final class StoryText {

  private StoryText() {}

  /** One line: which buffer of which run. */
  public static String title(Story story) {
    return "Buffer %d of run %d, %s: %d bytes at %s for device %d, %s, at bus address %s"
        .formatted(
            story.buffer(),
            story.run(),
            story.name(),
            story.size(),
            story.physical(),
            story.device(),
            story.direction(),
            story.bus());
  }

  /** One line: how long it lay open. */
  public static String verdict(Story story) {
    Long window = story.window();
    if (window == null) {
      return "It was still mapped at the end of the run.";
    }
    if (story.open() && window == 0) {
      return "Unmapped, it lay open to its device when the run ended, at the same time.";
    }
    if (story.open()) {
      return "Unmapped, it lay open to its device to the end of the run, %s later."
          .formatted(Units.format(window, "ps"));
    }
    return window == 0
        ? "No device could reach it from the moment of its unmap."
        : "Unmapped, it lay open to its device for %s.".formatted(Units.format(window, "ps"));
  }

  /** The whole. */
  public static String of(Story story) {
    StringBuilder text = new StringBuilder();
    String attack = story.attack();
    if (attack != null) {
      text.append(attack).append("\nThe shortest sequence of events that shows it:\n");
      for (int number = 0; number < story.sequence().size(); number++) {
        text.append("%3d  %s\n".formatted(number + 1, story.sequence().get(number)));
      }
    }
    if (story.buffer() == 0) {
      return text.append("The memory that is struck was never mapped.\n").toString();
    }
    text.append(title(story)).append('\n');
    text.append(
        "D the driver entitles the device   T an entry leads there   C the unit caches it\n");
    long start = start(story);
    for (Event event : story.events()) {
      text.append(
          "%12s │ %s %s %s │ %s%n"
              .formatted(
                  time(event.at() - start),
                  mark(event.entitled(), 'D'),
                  mark(event.entry(), 'T'),
                  mark(event.cached(), 'C'),
                  sentence(event))
              .replace(System.lineSeparator(), "\n"));
      if (event.after() != null && !(event.before() + event.after()).isEmpty()) {
        text.append("             │       │   %s → %s\n".formatted(event.before(), event.after()));
      }
    }
    if (story.leftOut() > 0) {
      text.append("… and %d more events\n".formatted(story.leftOut()));
    }
    text.append(verdict(story)).append('\n');
    return text.toString();
  }

  /** Times count from the mapping. */
  static long start(Story story) {
    return story.events().stream()
        .filter(event -> event.kind().equals("map"))
        .mapToLong(Event::at)
        .findFirst()
        .orElse(0);
  }

  /** {@code +12.5 µs}. */
  static String time(long picoseconds) {
    return picoseconds < 0
        ? "−" + Units.format(-picoseconds, "ps")
        : "+" + Units.format(picoseconds, "ps");
  }

  static String sentence(Event event) {
    return event.times() == 1 ? event.text() : event.text() + " (×" + event.times() + ")";
  }

  private static char mark(boolean on, char letter) {
    return on ? letter : '·';
  }
}
