package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.report.Panels.Point;
import dev.tollgate.cli.results.Results;
import org.jspecify.annotations.Nullable;

/** A group of measures in a panel for each scene: lines along the axis, or bars without one. */
final class PanelChart implements Chart {

  private final MeasureGroup group;
  private final Panels panels;
  private final ImmutableList<Measure> measures;

  PanelChart(MeasureGroup group, Panels panels) {
    this.group = group;
    this.panels = panels;
    this.measures =
        group.bars() || panels.axis() != null ? group.shown(panels.runs()) : ImmutableList.of();
  }

  @Override
  public String id() {
    return group.id() + panels.suffix();
  }

  @Override
  public String title() {
    return group.title();
  }

  @Override
  public String caption() {
    return group.caption();
  }

  @Override
  public String kind() {
    return "panels";
  }

  @Override
  public ImmutableMap<String, Object> data(Results results) {
    ImmutableMap.Builder<String, Object> data = ImmutableMap.builder();
    if (panels.axis() != null) {
      data.put("axis", panels.axis().data());
    }
    return data.put("choices", measures.stream().map(this::choice).toList()).buildOrThrow();
  }

  private ImmutableMap<String, Object> choice(Measure measure) {
    PanelChoice choice = new PanelChoice(measure, group.compared());
    panels.points().forEach(point -> choice.add(point, point.places(), measure));
    if (measure.title().equals(WorkMeasures.CPU.title())) {
      choice.limits(panels.titles().stream().map(this::potential).toList());
    }
    return choice.data();
  }

  /** What CPU use cannot exceed in a panel. */
  private String potential(String title) {
    int panel = panels.titles().indexOf(title);
    return panels.points().stream()
        .filter(point -> point.panel() == panel)
        .findFirst()
        .map(point -> "of at most " + WorkMeasures.potential(point.row().first()).text())
        .orElse("");
  }

  @Override
  public HtmlTable table(Results results) {
    ImmutableList.Builder<ImmutableList<String>> rows = ImmutableList.builder();
    for (Point point : panels.points()) {
      if (measures.stream().anyMatch(measure -> point.row().mean(measure).isKnown())) {
        ImmutableList.Builder<String> row = ImmutableList.builder();
        row.addAll(panels.names(point));
        for (Measure measure : measures) {
          row.add(text(point.row(), measure));
          if (group.compared()) {
            row.add(words(point.row().difference(measure)));
          }
        }
        rows.add(row.build());
      }
    }
    ImmutableList.Builder<String> heading = ImmutableList.builder();
    heading.addAll(panels.headings());
    for (Measure measure : measures) {
      heading.add(measure.title());
      if (group.compared()) {
        heading.add("against off");
      }
    }
    return new HtmlTable(panels.headings().size(), heading.build(), rows.build());
  }

  private static String text(Row row, Measure measure) {
    Reading half = row.half(measure);
    String spread = half == null || half.value() == 0 ? "" : " ± " + half.text();
    return row.mean(measure).text() + spread;
  }

  private static String words(@Nullable Difference difference) {
    return difference == null ? "" : difference.text();
  }
}
