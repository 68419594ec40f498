package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a recorded machine would have paid and exposed under another policy than the one it ran: the
 * runs of one trace against those under the policy of the recording, on the same IOMMU.
 *
 * @param scene the trace, and what else makes the scene; may be empty
 * @param recorded the policy of the recording
 * @param rows the machine's own figures first if a log has them, then by IOMMU, its baseline first
 */
public record WhatIf(String scene, RecordedPolicy recorded, ImmutableList<Line> rows) {

  /** Headings of the columns. */
  public static final ImmutableList<String> COLUMNS =
      ImmutableList.of(
          "", "cycles/map+unmap", "price", "stale bytes", "exposure", "stale p99", "worst p99");

  private static final long PERCENT = 100;
  private static final BigInteger MEAN = BigInteger.valueOf(4096L * 1000 * 1000);

  /**
   * A row.
   *
   * @param name {@code calgary/strict}
   * @param isBaseline whether the others of its IOMMU are compared with it
   * @param cells one for each column but the first
   */
  public record Line(String name, boolean isBaseline, ImmutableList<String> cells) {}

  /** The comparisons that some results hold, one for each scene; of repeated runs the first. */
  public static ImmutableList<WhatIf> of(Results results) {
    ImmutableList.Builder<WhatIf> all = ImmutableList.builder();
    Scenes.of(Charts.shown(results))
        .asMap()
        .forEach(
            (scene, runs) -> {
              WhatIf one = of(scene, runs.stream().filter(WhatIf::isReplay).toList());
              if (one != null) {
                all.add(one);
              }
            });
    return all.build();
  }

  private static boolean isReplay(RunRecord run) {
    return run.finished() && run.spec().workload().equals("replay");
  }

  private static @Nullable WhatIf of(String scene, List<RunRecord> runs) {
    RecordedPolicy recorded = runs.isEmpty() ? null : RecordedPolicy.of(runs.get(0));
    if (recorded == null) {
      return null;
    }
    List<Line> lines = new ArrayList<>();
    for (RunRecord run : runs) {
      if (run.spec().policy().equals(recorded.policy())) {
        List<Line> compared = compared(run, runs);
        if (!compared.isEmpty()) {
          lines.add(line(run, run, true));
          lines.addAll(compared);
        }
      }
    }
    if (lines.isEmpty()) {
      return null;
    }
    Line machine = machine(runs.get(0));
    if (machine != null) {
      lines.add(0, machine);
    }
    return new WhatIf(scene, recorded, ImmutableList.copyOf(lines));
  }

  private static List<Line> compared(RunRecord baseline, List<RunRecord> runs) {
    List<Line> lines = new ArrayList<>();
    for (RunRecord run : runs) {
      if (!run.equals(baseline)
          && run.spec().iommu().equals(baseline.spec().iommu())
          && !run.spec().policy().equals(baseline.spec().policy())) {
        lines.add(line(run, baseline, false));
      }
    }
    return lines;
  }

  private static Line line(RunRecord run, RunRecord baseline, boolean isBaseline) {
    return new Line(
        Scenes.contender(run),
        isBaseline,
        ImmutableList.of(
            Measures.CYCLES_PER_MAP.of(run).text(),
            isBaseline ? "as recorded" : percent(run, baseline),
            Measures.STALE_REACH.of(run).text(),
            isBaseline ? "as recorded" : difference(run, baseline),
            Measures.STALE_P99.of(run).text(),
            worst(run)));
  }

  private static String percent(RunRecord run, RunRecord baseline) {
    Reading here = Measures.CYCLES_PER_MAP.of(run);
    Reading there = Measures.CYCLES_PER_MAP.of(baseline);
    if (!here.isKnown() || !there.isKnown() || there.value() == 0) {
      return "–";
    }
    long percent = Math.round(100.0 * (here.value() - there.value()) / there.value());
    return (percent > 0 ? "+" : percent < 0 ? "−" : "±") + Math.abs(percent) + " %";
  }

  private static String difference(RunRecord run, RunRecord baseline) {
    Reading here = Measures.STALE_REACH.of(run);
    Reading there = Measures.STALE_REACH.of(baseline);
    if (!here.isKnown() || !there.isKnown()) {
      return here.isKnown() ? there.text() : here.text();
    }
    long difference = here.value() - there.value();
    return difference == 0
        ? "±0"
        : (difference > 0 ? "+" : "−") + Units.format(Math.abs(difference), here.unit());
  }

  /** Of all pages, also those that no invalidation has covered until the end. */
  private static String worst(RunRecord run) {
    Figure figure = run.figure("safety.worst.p99");
    Figure windows = run.figure("safety.worst.windows");
    Figure open = run.figure("safety.worst.open");
    if (figure == null
        || windows == null
        || open == null
        || run.unobservable("safety.worst.p99") != null) {
      return "?";
    }
    return PERCENT * open.value() > windows.value()
        ? "not ended"
        : Units.format(figure.value(), figure.unit());
  }

  /** What the recorded machine's own log says. */
  private static @Nullable Line machine(RunRecord run) {
    Figure total = run.figure("workload.recorded.stale.total");
    Figure p99 = run.figure("workload.recorded.stale.p99");
    Figure elapsed = run.figure("run.elapsed");
    if (total == null || p99 == null || elapsed == null || elapsed.value() == 0) {
      return null;
    }
    long mean =
        BigInteger.valueOf(total.value())
            .multiply(MEAN)
            .divide(BigInteger.valueOf(elapsed.value()))
            .longValueExact();
    return new Line(
        "the machine itself",
        false,
        ImmutableList.of(
            "?",
            "",
            Units.format(mean, "bytes/1000"),
            "",
            Units.format(p99.value(), p99.unit()),
            ""));
  }

  /** The question, in words. */
  public String heading() {
    return "What if%s: recorded under %s, since %s"
        .formatted(
            scene.isEmpty() ? "" : " (" + scene + ")",
            recorded.policy().equals(RecordedPolicy.STRICT)
                ? "strict"
                : "lazy invalidation (deferred-queue)",
            recorded.evidence());
  }

  /** All comparisons of some results, as text for a terminal; empty if there are none. */
  public static String text(Results results) {
    StringBuilder text = new StringBuilder();
    for (WhatIf one : of(results)) {
      TextTable table = new TextTable();
      List<String> separators = new ArrayList<>();
      COLUMNS.forEach(column -> separators.add("  "));
      table.add(COLUMNS);
      for (Line line : one.rows) {
        List<String> cells = new ArrayList<>(List.of(line.name()));
        cells.addAll(line.cells());
        table.add(cells);
      }
      text.append(one.heading()).append('\n');
      for (int row = 0; row <= one.rows.size(); row++) {
        text.append(table.line(row, separators)).append('\n');
      }
    }
    return text.toString();
  }
}
