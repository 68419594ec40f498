package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.report.Panels.Point;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Percentiles of latencies: of everything for which runs report {@code NAME.p50} and {@code
 * NAME.p99} as times. Along the axis, a percentile at a time; without one, along the percentiles.
 */
final class LatencyChart implements Chart {

  /** Times that are meters of safety, not of work; they have charts of their own. */
  private static final ImmutableList<String> OTHERS = ImmutableList.of("safety.", "workload.");

  private static final ImmutableMap<String, String> PERCENTILES =
      ImmutableMap.of(
          "p50", "50%",
          "p90", "90%",
          "p99", "99%",
          "p999", "99.9%",
          "max", "100%");

  private static final ImmutableMap<String, String> TITLES =
      ImmutableMap.of(
          "stream.latency", "Request to response",
          "stream.delivery", "Frame's arrival to recv()",
          "disk.request-latency", "Disk request");

  /** The percentile that is shown first. */
  private static final String FIRST = "p99";

  private final Panels panels;
  private final ImmutableList<String> names;

  LatencyChart(Panels panels) {
    this.panels = panels;
    Set<String> found = new LinkedHashSet<>();
    for (Point point : panels.points()) {
      RunRecord run = point.row().first();
      for (String metric : run.metrics().keySet()) {
        String name = metric.endsWith("." + FIRST) ? metric.substring(0, metric.length() - 4) : "";
        if (!name.isEmpty()
            && OTHERS.stream().noneMatch(name::startsWith)
            && isTime(run.figure(metric))
            && isTime(run.figure(name + ".p50"))) {
          found.add(name);
        }
      }
    }
    names = ImmutableList.copyOf(found);
  }

  private static boolean isTime(@Nullable Figure figure) {
    return figure != null && (figure.unit().equals("ps") || figure.unit().equals("ns"));
  }

  @Override
  public String id() {
    return "latency" + panels.suffix();
  }

  @Override
  public String title() {
    return "Latency";
  }

  @Override
  public String caption() {
    return "So many of a hundred took no longer than this. Means hide what the slowest wait for; the"
        + " distributions stand in results.json.";
  }

  @Override
  public String kind() {
    return "panels";
  }

  @Override
  public ImmutableMap<String, Object> data(Results results) {
    ImmutableList.Builder<ImmutableMap<String, Object>> choices = ImmutableList.builder();
    ChartAxis axis = panels.axis();
    for (String name : names) {
      if (axis == null) {
        choices.add(curve(name));
      } else {
        percentile(choices, name, FIRST);
        PERCENTILES.keySet().stream()
            .filter(percentile -> !percentile.equals(FIRST))
            .forEach(percentile -> percentile(choices, name, percentile));
      }
    }
    return ImmutableMap.of(
        "axis", (axis == null ? percentiles() : axis).data(), "choices", choices.build());
  }

  private static ChartAxis percentiles() {
    ImmutableList.Builder<BigDecimal> positions = ImmutableList.builder();
    for (int place = 0; place < PERCENTILES.size(); place++) {
      positions.add(BigDecimal.valueOf(place));
    }
    return new ChartAxis("", "percentile", PERCENTILES.values().asList(), positions.build());
  }

  private ImmutableMap<String, Object> curve(String name) {
    PanelChoice choice = new PanelChoice(title(name), "", unit(name), false);
    ImmutableList<String> keys = PERCENTILES.keySet().asList();
    for (Point point : panels.points()) {
      for (int place = 0; place < keys.size(); place++) {
        choice.add(point, ImmutableList.of(place), measure(name, keys.get(place)));
      }
    }
    return choice.data();
  }

  private void percentile(
      ImmutableList.Builder<ImmutableMap<String, Object>> choices, String name, String percentile) {
    Measure measure = measure(name, percentile);
    if (panels.points().stream().anyMatch(point -> point.row().mean(measure).isKnown())) {
      PanelChoice choice = new PanelChoice(measure, false);
      panels.points().forEach(point -> choice.add(point, point.places(), measure));
      choices.add(choice.data());
    }
  }

  private static String title(String name) {
    return TITLES.getOrDefault(name, name);
  }

  private String unit(String name) {
    return panels.points().stream()
        .map(point -> point.row().first().figure(name + "." + FIRST))
        .filter(LatencyChart::isTime)
        .findFirst()
        .map(Figure::unit)
        .orElse("ps");
  }

  private Measure measure(String name, String percentile) {
    return Measure.sum(
        name + "." + percentile,
        title(name) + ", " + PERCENTILES.get(percentile),
        unit(name),
        "",
        name + "." + percentile);
  }

  @Override
  public HtmlTable table(Results results) {
    ImmutableList.Builder<ImmutableList<String>> rows = ImmutableList.builder();
    for (String name : names) {
      for (Point point : panels.points()) {
        if (point.row().mean(measure(name, FIRST)).isKnown()) {
          ImmutableList.Builder<String> row = ImmutableList.builder();
          row.addAll(panels.names(point)).add(title(name));
          PERCENTILES.keySet().forEach(key -> row.add(point.row().mean(measure(name, key)).text()));
          rows.add(row.build());
        }
      }
    }
    ImmutableList<String> heading =
        ImmutableList.<String>builder()
            .addAll(panels.headings())
            .add("Latency")
            .addAll(PERCENTILES.values())
            .build();
    return new HtmlTable(panels.headings().size() + 1, heading, rows.build());
  }
}
