package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.report.Panels.Point;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a chart in panels draws of one measure, as its script wants it. */
final class PanelChoice {

  private record Mark(Point point, ImmutableList<Integer> places, Reading mean, Measure measure) {}

  private final String title;
  private final String meaning;
  private final String unit;
  private final boolean compared;
  private final List<Mark> marks = new ArrayList<>();
  private List<String> limits = ImmutableList.of();

  /** A measure without marks yet; {@code compared} if differences from the baseline are drawn. */
  PanelChoice(Measure measure, boolean compared) {
    this(measure.title(), measure.meaning(), measure.unit(), compared);
  }

  /** Something that several measures show. */
  PanelChoice(String title, String meaning, String unit, boolean compared) {
    this.title = title;
    this.meaning = meaning;
    this.unit = unit;
    this.compared = compared;
  }

  /** Draws a measure of a point at some places of the axis, if it is known. */
  void add(Point point, ImmutableList<Integer> places, Measure measure) {
    Reading mean = point.row().mean(measure);
    if (mean.isKnown()) {
      marks.add(new Mark(point, places, mean, measure));
    }
  }

  /** What the values of each panel cannot exceed, in words. */
  void limits(List<String> words) {
    limits = words;
  }

  ImmutableMap<String, Object> data() {
    long largest = marks.stream().mapToLong(mark -> mark.mean().value()).max().orElse(0);
    Units.Drawn drawn = Units.drawn(largest, unit);
    ImmutableList.Builder<Map<String, Object>> rows = ImmutableList.builder();
    for (Mark mark : marks) {
      if (mark.places().isEmpty()) {
        rows.add(row(mark, 0, drawn));
      }
      mark.places().forEach(place -> rows.add(row(mark, place, drawn)));
    }
    return ImmutableMap.of(
        "title", title,
        "meaning", meaning,
        "unit", drawn.name(),
        "compared", compared,
        "limits", limits,
        "rows", rows.build());
  }

  private Map<String, Object> row(Mark mark, int place, Units.Drawn drawn) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("panel", mark.point().panel());
    row.put("contender", mark.point().contender());
    row.put("place", place);
    BigDecimal value = BigDecimal.valueOf(mark.mean().value());
    row.put("value", drawn.of(value));
    row.put("text", mark.mean().text());
    Reading half = mark.point().row().half(mark.measure());
    if (half != null && half.value() > 0) {
      BigDecimal distance = BigDecimal.valueOf(half.value());
      row.put("low", drawn.of(value.subtract(distance)));
      row.put("high", drawn.of(value.add(distance)));
      row.put("text", mark.mean().text() + " ± " + half.text());
    }
    Difference difference = compared ? mark.point().row().difference(mark.measure()) : null;
    if (difference != null) {
      row.put("difference", difference.drawn());
      row.put("differenceText", difference.text());
    }
    return row;
  }
}
