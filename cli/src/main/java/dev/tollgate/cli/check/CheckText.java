package dev.tollgate.cli.check;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import dev.tollgate.cli.check.CheckReport.CheckedCondition;
import dev.tollgate.cli.check.Verdict.Outcome;
import dev.tollgate.cli.report.TextTable;
import java.util.List;

/** What a gate decided, as text: a table of what crossed for each condition. */
public final class CheckText {

  private static final ImmutableList<String> SEPARATORS = ImmutableList.of("  ", "  ", "  ", "  ");

  private CheckText() {}

  /**
   * The text.
   *
   * @param all whether combinations are listed that are fine
   */
  public static String of(CheckReport report, boolean all) {
    StringBuilder text = new StringBuilder();
    report.conditions().forEach(condition -> add(text, condition, all));
    for (String run : report.missingRuns()) {
      text.append("missing: ").append(run).append(" is in the baseline only\n");
    }
    long failed =
        report.conditions().stream()
            .filter(condition -> condition.count(Outcome.FINE) < condition.verdicts().size())
            .count();
    if (report.passed()) {
      text.append("passed\n");
    } else {
      text.append("failed: ");
      text.append(failed).append(" of ").append(report.conditions().size()).append(" conditions");
      if (!report.missingRuns().isEmpty()) {
        text.append(", ").append(report.missingRuns().size()).append(" missing runs");
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static void add(StringBuilder text, CheckedCondition condition, boolean all) {
    int runs = condition.verdicts().size();
    long crossed = condition.count(Outcome.CROSSED);
    long missing = condition.count(Outcome.MISSING);
    text.append(crossed + missing == 0 ? "fine     " : crossed > 0 ? "crossed  " : "missing  ");
    text.append(condition.text()).append("  (");
    if (crossed + missing == 0) {
      text.append(runs == 1 ? "1 run" : "all " + runs + " runs");
    } else {
      text.append(crossed + missing)
          .append(" of ")
          .append(runs)
          .append(runs == 1 ? " run" : " runs");
    }
    text.append(")\n");
    missing(condition)
        .asMap()
        .forEach(
            (reason, names) ->
                text.append("  missing ")
                    .append(String.join("; ", names))
                    .append(": ")
                    .append(reason)
                    .append('\n'));
    List<Verdict> shown =
        condition.verdicts().stream()
            .filter(verdict -> verdict.outcome() != Outcome.MISSING)
            .filter(verdict -> all || verdict.outcome() == Outcome.CROSSED)
            .toList();
    if (shown.isEmpty()) {
      return;
    }
    TextTable table = new TextTable();
    table.add(ImmutableList.of("", condition.metric(), "baseline", "limit"));
    for (Verdict verdict : shown) {
      table.add(
          ImmutableList.<String>builder()
              .add(verdict.outcome() + " " + verdict.name())
              .addAll(verdict.shown())
              .build());
    }
    for (int row = 0; row <= shown.size(); row++) {
      text.append(table.line(row, SEPARATORS)).append('\n');
    }
  }

  /** Names of the combinations that cannot tell, by why. */
  private static ListMultimap<String, String> missing(CheckedCondition condition) {
    ListMultimap<String, String> names = LinkedListMultimap.create();
    for (Verdict verdict : condition.verdicts()) {
      String reason = verdict.reason();
      if (reason != null) {
        names.put(reason, verdict.name());
      }
    }
    return names;
  }
}
