package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.PartRecord;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;

/**
 * The charts that show all runs of one part of an experiment, or of one without parts, in panels.
 *
 * @param part whose charts they are; its name is empty if there are no parts
 * @param panels how they are laid out
 * @param charts in the order of the page
 */
record PartCharts(PartRecord part, Panels panels, ImmutableList<Chart> charts) {

  private static final PartRecord WHOLE = new PartRecord("", "");

  /** The charts of each part of some results; of one without parts, one. */
  static ImmutableList<PartCharts> of(Results results) {
    if (results.parts().isEmpty()) {
      return ImmutableList.of(of(WHOLE, results, Panels.of(results)));
    }
    ImmutableList<String> contenders =
        results.parts().stream()
            .flatMap(part -> Panels.contenders(only(part, results)).stream())
            .distinct()
            .collect(ImmutableList.toImmutableList());
    ImmutableList.Builder<PartCharts> all = ImmutableList.builder();
    for (PartRecord part : results.parts()) {
      Results only = only(part, results);
      all.add(of(part, only, Panels.of(only, contenders, "-" + part.name())));
    }
    return all.build();
  }

  /** Some results with the runs of one part only. */
  static Results only(PartRecord part, Results results) {
    return results.withRuns(
        results.runs().stream()
            .filter(run -> isOf(part, run))
            .collect(ImmutableList.toImmutableList()));
  }

  private static boolean isOf(PartRecord part, RunRecord run) {
    return part.name().equals(run.coordinates().get(PartRecord.AXIS));
  }

  private static PartCharts of(PartRecord part, Results results, Panels panels) {
    ImmutableList.Builder<Chart> charts = ImmutableList.builder();
    for (MeasureGroup group : MeasureGroup.ALL) {
      charts.add(new PanelChart(group, panels));
      if (group.id().equals("cpu-use")) {
        charts.add(new CpuCausesChart(panels)).add(new LatencyChart(panels));
      }
    }
    return new PartCharts(part, panels, Charts.drawn(charts.build(), results));
  }
}
