package dev.tollgate.cli.advice;

import dev.tollgate.cli.report.TextTable;
import dev.tollgate.cli.report.Units;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.workload.advisor.Advice;
import dev.tollgate.workload.advisor.CacheCandidate;
import dev.tollgate.workload.advisor.ClassSet;
import dev.tollgate.workload.advisor.KmallocDemand;
import dev.tollgate.workload.advisor.Weight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Advice as tables for a terminal. */
public final class AdviceText {

  private final StringBuilder text = new StringBuilder();
  private final Advice advice;

  private AdviceText(Advice advice) {
    this.advice = advice;
  }

  /**
   * The tables, ending with a line break.
   *
   * @param trials what replays made of it; may be empty
   * @param most call sites to list at most
   */
  public static String of(Advice advice, List<TrialResult> trials, int most) {
    AdviceText words = new AdviceText(advice);
    words.demand();
    words.classes();
    words.alignments();
    words.candidates(most);
    words.trials(trials);
    return words.text.toString();
  }

  private void demand() {
    KmallocDemand demand = advice.demand();
    line(
        "%d requests of %d sizes from %d call sites; most bytes held at once: %s"
            .formatted(
                demand.allocations(),
                demand.sizes().size(),
                demand.sites().size(),
                bytes(demand.peakBytes())));
    oddity(demand.failed(), "requests failed in the trace and do not count");
    oddity(demand.strangeFrees(), "frees of what the trace did not allocate, mostly older than it");
    oddity(demand.allocatedTwice(), "allocations of what was live: their frees are missing");
    line(
        "Slack: bytes that classes add to requests of up to 8 KiB; the best by %s, which ask for %s."
            .formatted(advice.weight().description(), bytes(advice.requested())));
  }

  private void oddity(long count, String what) {
    if (count > 0) {
      line(count + " " + what);
    }
  }

  private void classes() {
    heading("Size classes");
    sets("classes", advice.sets(), true);
  }

  private void alignments() {
    heading("Least alignment, with Linux 6.1's classes");
    sets("alignment", advice.alignments(), false);
  }

  private void sets(String name, List<ClassSet> sets, boolean sizes) {
    TextTable table = new TextTable();
    List<String> header = new ArrayList<>(List.of(name));
    for (Weight weight : Weight.values()) {
      header.add(weight == Weight.TOTAL ? "in total" : weight == Weight.PEAK ? "at peak" : "mean");
    }
    header.add("of requested");
    table.add(header);
    for (ClassSet set : sets) {
      List<String> cells = new ArrayList<>(List.of(set.name()));
      for (Weight weight : Weight.values()) {
        cells.add(bytes(set.slack(weight)));
      }
      cells.add(percent(set.slack(advice.weight()), advice.requested()));
      table.add(cells);
    }
    List<String> separators = Collections.nCopies(header.size(), "  ");
    for (int row = 0; row <= sets.size(); row++) {
      String classes = row == 0 || !sizes ? "" : "   " + words(sets.get(row - 1));
      line(table.line(row, separators) + classes);
    }
  }

  private static String words(ClassSet set) {
    return set.classes().sizes().asList().stream()
        .map(String::valueOf)
        .collect(Collectors.joining(","));
  }

  private void candidates(int most) {
    heading("Call sites worth a cache of their own");
    if (advice.candidates().isEmpty()) {
      line("  none");
      return;
    }
    TextTable table = new TextTable();
    table.add(List.of("call site", "object", "sizes", "at peak", "mean", "allocations", "saved"));
    List<CacheCandidate> listed =
        advice.candidates().subList(0, Math.min(most, advice.candidates().size()));
    for (CacheCandidate candidate : listed) {
      table.add(
          List.of(
              candidate.site(),
              candidate.objectBytes() + " B",
              Integer.toString(candidate.sizes()),
              Long.toString(candidate.demand().heldAtPeak()),
              String.format(Locale.ROOT, "%.1f", candidate.demand().heldOnAverage() / 1000.0),
              Long.toString(candidate.demand().allocations()),
              bytes(candidate.saved())));
    }
    List<String> separators = Collections.nCopies(7, "  ");
    for (int row = 0; row <= listed.size(); row++) {
      line(table.line(row, separators));
    }
    int left = advice.candidates().size() - listed.size();
    if (left > 0) {
      line("  and %d more; --top says how many to list".formatted(left));
    }
  }

  private void trials(List<TrialResult> trials) {
    if (trials.isEmpty()) {
      return;
    }
    heading("Tried: replays of the trace; the peak is that of what kmalloc holds");
    TextTable table = new TextTable();
    table.add(
        List.of(
            "replay",
            "saved by prediction",
            "by replay",
            "pages at peak",
            "most pages",
            "pages at end",
            "no memory"));
    for (TrialResult result : trials) {
      table.add(
          List.of(
              result.trial().name(),
              Long.toString(result.trial().saved()),
              Long.toString(result.saved()),
              pages(result.heldAtPeak()),
              pages(result.heldMost()),
              pages(result.heldAtEnd()),
              Long.toString(result.failed())));
    }
    List<String> separators = Collections.nCopies(7, "  ");
    for (int row = 0; row <= trials.size(); row++) {
      line(table.line(row, separators));
    }
    line("Saved: bytes less at the peak in objects, headers and large blocks.");
  }

  private static String pages(long bytes) {
    return Long.toString(bytes >>> PhysicalMemory.FRAME_SHIFT);
  }

  private void heading(String words) {
    text.append('\n');
    line(words);
  }

  private void line(String words) {
    text.append(words).append('\n');
  }

  private static String bytes(long bytes) {
    return Units.format(bytes, "bytes");
  }

  private static String percent(long part, long whole) {
    return whole == 0 ? "-" : String.format(Locale.ROOT, "%.1f%%", 100.0 * part / whole);
  }
}
