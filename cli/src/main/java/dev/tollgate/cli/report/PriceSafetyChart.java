package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Price against safety: a point for each combination; the reader picks the meter of safety. */
final class PriceSafetyChart implements SceneChart {

  private static final ImmutableList<Measure> METERS =
      ImmutableList.of(
          Measures.STALE_REACH,
          Measures.STALE_P99,
          Measures.STALE_MAX,
          Measures.SUB_PAGE,
          Measures.EXCESS_RIGHTS,
          Measures.CROSS_DEVICE);

  @Override
  public String id() {
    return "price-safety";
  }

  @Override
  public String title() {
    return "Price against safety";
  }

  @Override
  public String caption() {
    return "Each point is one combination of IOMMU and policy: further left is cheaper, further down is"
        + " safer. Both axes are logarithmic, with a place for zero. The table above says how much of each"
        + " price is estimated.";
  }

  @Override
  public Plot plot(List<RunRecord> scene) {
    ImmutableList.Builder<Map<String, Object>> rows = ImmutableList.builder();
    for (RunRecord run : scene) {
      Reading price = Measures.CYCLES_PER_MAP.of(run);
      if (!price.isKnown()) {
        continue;
      }
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("contender", Scenes.contender(run));
      row.put("iommu", run.spec().iommu());
      row.put("policy", run.spec().policy());
      row.put("price", Units.base(price.value(), price.unit()));
      row.put("priceText", price.text());
      for (Measure meter : METERS) {
        Reading reading = meter.of(run);
        if (reading.isKnown()) {
          row.put(meter.id(), Units.base(reading.value(), reading.unit()));
        }
        row.put(meter.id() + "Text", reading.text());
      }
      rows.add(row);
    }
    ImmutableList<Map<String, Object>> points = rows.build();
    return new Plot(
        points,
        ImmutableMap.of(
            "choices",
            choices(points),
            "price",
            ZeroLogAxis.over(values(points, "price"), Measures.CYCLES_PER_MAP.unit())));
  }

  /** The meters that at least one point has, each with its axis. */
  private static ImmutableList<Map<String, Object>> choices(List<Map<String, Object>> points) {
    ImmutableList.Builder<Map<String, Object>> choices = ImmutableList.builder();
    for (Measure meter : METERS) {
      List<BigDecimal> values = values(points, meter.id());
      if (!values.isEmpty()) {
        choices.add(
            ImmutableMap.of(
                "field", meter.id(),
                "title", meter.title(),
                "meaning", meter.meaning(),
                "axis", ZeroLogAxis.over(values, meter.unit())));
      }
    }
    return choices.build();
  }

  private static List<BigDecimal> values(List<Map<String, Object>> points, String field) {
    return points.stream()
        .map(point -> point.get(field))
        .filter(BigDecimal.class::isInstance)
        .map(BigDecimal.class::cast)
        .toList();
  }

  @Override
  public HtmlTable table(Results results) {
    ImmutableList.Builder<ImmutableList<String>> rows = ImmutableList.builder();
    for (RunRecord run : results.runs()) {
      if (run.finished()
          && (!run.spec().allocates() || Measures.CYCLES_PER_MAP.of(run).isKnown())) {
        ImmutableList.Builder<String> row = ImmutableList.builder();
        row.add(Notes.name(run)).add(Measures.CYCLES_PER_MAP.of(run).text());
        METERS.forEach(meter -> row.add(meter.of(run).text()));
        rows.add(row.build());
      }
    }
    ImmutableList.Builder<String> heading = ImmutableList.builder();
    heading.add("Combination", Measures.CYCLES_PER_MAP.title());
    METERS.forEach(meter -> heading.add(meter.title()));
    return new HtmlTable(1, heading.build(), rows.build());
  }
}
