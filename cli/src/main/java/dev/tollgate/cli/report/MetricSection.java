package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Multimaps;
import dev.tollgate.cli.claim.Cell;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import java.util.List;

/** Every metric of every run: a table for each scene, a row for each metric, folded away. */
final class MetricSection implements ReportSection {

  /** A page with more cells becomes slow to open; results.csv has them all. */
  private static final int MOST_CELLS = 50_000;

  @Override
  public boolean appliesTo(Results results) {
    return results.runs().stream().anyMatch(run -> !run.metrics().isEmpty());
  }

  @Override
  public void write(Html html, Results results) {
    html.open("section", "id", "metrics");
    html.element("h2", "Everything measured");
    int cells = results.runs().size() * results.meanings().size();
    if (cells > MOST_CELLS) {
      html.element(
          "p", cells + " figures are too many for this page; " + CsvReport.NAME + " has them.");
    } else {
      Multimaps.asMap(Scenes.of(results))
          .forEach((scene, runs) -> scene(html, results, scene, runs));
    }
    html.close();
  }

  private static void scene(Html html, Results results, String scene, List<RunRecord> all) {
    ImmutableList<RunRecord> runs =
        all.stream().filter(RunRecord::finished).collect(ImmutableList.toImmutableList());
    ImmutableSortedSet<String> metrics =
        runs.stream()
            .flatMap(run -> run.metrics().keySet().stream())
            .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo));
    html.open("details").element("summary", scene.isEmpty() ? "All metrics" : scene);
    html.open("div", "class", "scroll tall").open("table");
    html.open("thead").open("tr").element("th", "Metric", "class", "text");
    runs.forEach(run -> html.element("th", heading(run), "class", "number"));
    html.close().close().open("tbody");
    for (String metric : metrics) {
      html.open("tr");
      html.element(
          "th",
          metric,
          "class",
          "text",
          "scope",
          "row",
          "title",
          results.meanings().getOrDefault(metric, metric));
      runs.forEach(run -> cell(html, run, metric));
      html.close();
    }
    html.close().close().close().close();
  }

  private static String heading(RunRecord run) {
    String repeated =
        run.coordinates().containsKey(Cell.REPEAT) ? ", seed " + run.spec().seed() : "";
    return Scenes.contender(run) + repeated;
  }

  private static void cell(Html html, RunRecord run, String metric) {
    String reason = run.unobservable(metric);
    Figure figure = run.metrics().get(metric);
    if (reason != null) {
      html.element("td", "?", "class", "number unknown", "title", reason);
    } else if (figure == null) {
      html.element("td", "–", "class", "number");
    } else {
      html.element(
          "td",
          Units.format(figure.value(), figure.unit()),
          "class",
          "number",
          "title",
          figure.value() + " " + figure.unit());
    }
  }
}
