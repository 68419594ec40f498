package dev.tollgate.cli.frontier;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.claim.Fraction;
import dev.tollgate.cli.frontier.Advice.Fit;
import dev.tollgate.cli.gauge.GaugeReading;
import dev.tollgate.cli.report.Units;
import dev.tollgate.cli.report.ZeroLogAxis;
import dev.tollgate.cli.results.Json;
import dev.tollgate.cli.results.SpecRecord;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the page's script draws frontiers from. Fronts are decided here, exactly. */
final class FrontierData {

  private FrontierData() {}

  /** As JSON that can stand in a script element. */
  static String json(List<Frontier> frontiers, List<Advice> advice) {
    ImmutableList.Builder<Map<String, Object>> scenes = ImmutableList.builder();
    for (int number = 0; number < frontiers.size(); number++) {
      scenes.add(scene(frontiers.get(number), advice.isEmpty() ? null : advice.get(number)));
    }
    return Json.line(scenes.build()).replace("<", "\\u003c");
  }

  private static Map<String, Object> scene(
      Frontier frontier, @org.jspecify.annotations.Nullable Advice advice) {
    List<Meter> prices = new ArrayList<>(List.of(frontier.price()));
    Meter.PRICES.stream()
        .filter(price -> !price.equals(frontier.price()))
        .filter(price -> frontier.contenders().stream().anyMatch(each -> each.value(price) != null))
        .forEach(prices::add);
    Map<String, Object> fronts = new LinkedHashMap<>();
    for (Meter price : prices) {
      for (Meter meter : frontier.meters()) {
        fronts.put(price.id() + " " + meter.id(), frontier.front(price, meter));
      }
    }
    Fit recommended = advice == null ? null : advice.recommended();
    Map<String, Object> scene = new LinkedHashMap<>();
    scene.put("prices", prices.stream().map(price -> meter(frontier, price)).toList());
    scene.put("meters", frontier.meters().stream().map(meter -> meter(frontier, meter)).toList());
    scene.put("fronts", fronts);
    scene.put("recommended", recommended == null ? -1 : recommended.number());
    List<Map<String, Object>> points = new ArrayList<>();
    for (int number = 0; number < frontier.contenders().size(); number++) {
      points.add(point(frontier, number, prices));
    }
    scene.put("points", points);
    return scene;
  }

  private static Map<String, Object> meter(Frontier frontier, Meter meter) {
    List<BigDecimal> values = new ArrayList<>();
    String unit = "";
    for (Contender contender : frontier.contenders()) {
      GaugeReading reading = contender.of(meter);
      if (reading.isKnown()) {
        values.add(drawn(reading));
        unit = reading.unit();
      }
    }
    return ImmutableMap.of(
        "id",
        meter.id(),
        "title",
        meter.title(),
        "meaning",
        meter.gauge().meaning(),
        "axis",
        ZeroLogAxis.over(values, unit));
  }

  private static BigDecimal drawn(GaugeReading reading) {
    return reading
        .value()
        .times(Fraction.of(Units.base(1, reading.unit())))
        .decimal()
        .stripTrailingZeros();
  }

  private static Map<String, Object> point(Frontier frontier, int number, List<Meter> prices) {
    Contender contender = frontier.contenders().get(number);
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, Object> texts = new LinkedHashMap<>();
    List<Meter> all = new ArrayList<>(prices);
    all.addAll(frontier.meters());
    for (Meter meter : all) {
      GaugeReading reading = contender.of(meter);
      if (reading.isKnown()) {
        values.put(meter.id(), drawn(reading));
      }
      texts.put(meter.id(), reading.text());
    }
    Map<String, Object> point = new LinkedHashMap<>();
    point.put("name", contender.name());
    point.put("iommu", contender.first().spec().iommu());
    point.put("parts", parts(contender));
    point.put("values", values);
    point.put("texts", texts);
    point.put("front", frontier.dominance().isOnFront(number));
    point.put("why", FrontierText.reasons(frontier, frontier.dominance(), number));
    return point;
  }

  /** The parts that the combination is made of, with what distinguishes their settings. */
  private static List<String> parts(Contender contender) {
    SpecRecord spec = contender.first().spec();
    List<String> parts = new ArrayList<>();
    parts.add("IOMMU " + spec.iommu());
    parts.add("policy " + spec.policy());
    if (spec.allocates()) {
      parts.add("allocator " + spec.allocator());
    }
    settings(contender).forEach((axis, value) -> parts.add(axis + " = " + value));
    return parts;
  }

  /** Values on the experiment's axes that belong to the parts of a combination. */
  static ImmutableMap<String, String> settings(Contender contender) {
    ImmutableMap.Builder<String, String> settings = ImmutableMap.builder();
    contender
        .first()
        .coordinates()
        .forEach(
            (axis, value) -> {
              if (axis.startsWith("iommu.")
                  || axis.startsWith("policy.")
                  || axis.startsWith("allocator.")) {
                settings.put(axis, value);
              }
            });
    return settings.buildOrThrow();
  }
}
