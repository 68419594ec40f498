package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.math.LongMath;
import dev.tollgate.cli.report.Panels.Point;
import dev.tollgate.cli.results.AccountRecord;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What CPUs worked for along the axis: a bar for each value, stacked by cause, in a panel for each
 * combination. Only where cycles take time and there is an axis.
 */
final class CpuCausesChart implements Chart {

  private static final String ELAPSED = "cpu.elapsed";
  private static final BigInteger PICOSECONDS = BigInteger.valueOf(LongMath.pow(10, 12));

  /** From thousandths of a cycle to millionths of a CPU. */
  private static final BigInteger FACTOR = BigInteger.valueOf(1000);

  private final Panels panels;
  private final ImmutableList<Point> points;

  CpuCausesChart(Panels panels) {
    this.panels = panels;
    this.points =
        panels.axis() == null
            ? ImmutableList.of()
            : panels.points().stream()
                .filter(point -> point.row().first().metrics().containsKey(ELAPSED))
                .collect(ImmutableList.toImmutableList());
  }

  @Override
  public String id() {
    return "cpu-causes" + panels.suffix();
  }

  @Override
  public String title() {
    return "What CPUs worked for";
  }

  @Override
  public String caption() {
    return "CPU use in per cent of one CPU, by cause: counted steps times the prices listed below. Where"
        + " throughput is the same, what one panel has more than another is the price of protection.";
  }

  @Override
  public String kind() {
    return "stacks";
  }

  /** Millionths of a CPU for each cause, and how much of them rests on estimated prices. */
  private static final class Use {
    private long all;
    private long estimated;
  }

  private static Map<String, Use> byCause(RunRecord run) {
    Map<String, Use> uses = new LinkedHashMap<>();
    Figure elapsed = run.figure(ELAPSED);
    if (elapsed == null || elapsed.value() <= 0) {
      return uses;
    }
    BigInteger available =
        BigInteger.valueOf(elapsed.value())
            .multiply(BigInteger.valueOf(run.spec().machine().cpuHz()));
    for (AccountRecord account : run.cycles()) {
      long parts =
          BigInteger.valueOf(account.cost())
              .multiply(FACTOR)
              .multiply(PICOSECONDS)
              .divide(available)
              .longValueExact();
      Use use = uses.computeIfAbsent(account.cause(), cause -> new Use());
      use.all += parts;
      use.estimated += account.estimated() ? parts : 0;
    }
    uses.values().removeIf(use -> use.all == 0);
    return uses;
  }

  @Override
  public ImmutableMap<String, Object> data(Results results) {
    ImmutableSet.Builder<String> found = ImmutableSet.builder();
    points.forEach(point -> found.addAll(byCause(point.row().first()).keySet()));
    ImmutableList<String> causes = CauseColours.inOrder(found.build());
    ImmutableList.Builder<ImmutableMap<String, Object>> rows = ImmutableList.builder();
    for (Point point : points) {
      byCause(point.row().first())
          .forEach(
              (cause, use) ->
                  point.places().forEach(place -> rows.add(row(point, place, cause, causes, use))));
    }
    ChartAxis axis = panels.axis();
    return ImmutableMap.of(
        "axis",
        axis == null ? ImmutableMap.of() : axis.data(),
        "causes",
        causes,
        "colours",
        CauseColours.of(found.build()),
        "rows",
        rows.build());
  }

  private static ImmutableMap<String, Object> row(
      Point point, int place, String cause, ImmutableList<String> causes, Use use) {
    return ImmutableMap.of(
        "panel", point.panel(),
        "contender", point.contender(),
        "place", place,
        "cause", cause,
        "order", causes.indexOf(cause),
        "value", BigDecimal.valueOf(use.all, 4).setScale(2, RoundingMode.HALF_EVEN),
        "text", Units.format(use.all, Units.CPU_PARTS),
        "estimated", share(use));
  }

  private static String share(Use use) {
    return Units.format(Units.partsInAMillion(use.estimated, use.all), "ppm");
  }

  @Override
  public HtmlTable table(Results results) {
    ImmutableSet.Builder<String> found = ImmutableSet.builder();
    points.forEach(point -> found.addAll(byCause(point.row().first()).keySet()));
    ImmutableList<String> causes = CauseColours.inOrder(found.build());
    ImmutableList.Builder<ImmutableList<String>> rows = ImmutableList.builder();
    for (Point point : points) {
      Map<String, Use> uses = byCause(point.row().first());
      ImmutableList.Builder<String> row = ImmutableList.builder();
      row.addAll(panels.names(point));
      for (String cause : causes) {
        Use use = uses.get(cause);
        row.add(use == null ? "0" : Units.format(use.all, Units.CPU_PARTS));
      }
      Use sum = new Use();
      uses.values()
          .forEach(
              use -> {
                sum.all += use.all;
                sum.estimated += use.estimated;
              });
      rows.add(row.add(share(sum)).build());
    }
    ImmutableList<String> heading =
        ImmutableList.<String>builder()
            .addAll(panels.headings())
            .addAll(causes)
            .add("on estimated prices")
            .build();
    return new HtmlTable(panels.headings().size(), heading, rows.build());
  }
}
