package dev.tollgate.cli.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.results.DistributionRecord;
import dev.tollgate.cli.results.DistributionRecord.Bin;
import dev.tollgate.cli.results.Json;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How long pages stay reachable after unmap: a histogram for each combination over one logarithmic
 * axis of time, with a place of its own at the left for windows without length and one at the right
 * for windows that were still open when the run ended.
 */
final class StaleWindowChart implements SceneChart {

  private static final String WINDOWS = "safety.stale.window";
  private static final String STILL_OPEN = "safety.stale.open";

  /** Width of the places for windows without length or end, in decades. */
  private static final double PLACE = 0.75;

  /** Distance between them and the rest, in decades. */
  private static final double GAP = 0.25;

  /** Height of the highest bar; the distance between the histograms is 1. */
  private static final double HIGHEST = 0.86;

  @Override
  public String id() {
    return "stale-windows";
  }

  @Override
  public String title() {
    return "How long devices reach pages after unmap";
  }

  @Override
  public String caption() {
    return "The stale window of every page unmapped, from its unmap until no device could reach it any"
        + " more. Left: closed at once. Right: still open when the run ended.";
  }

  /** One bar: a range of times, or one of the two places without. */
  private record Bar(@Nullable Bin bin, boolean open, long count) {

    String words() {
      if (bin == null) {
        return open ? "still open at the end" : "closed at once";
      }
      return Units.format(bin.from(), "ps") + " – " + Units.format(bin.to(), "ps");
    }
  }

  @Override
  public Plot plot(List<RunRecord> scene) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (RunRecord run : scene) {
      for (Bar bar : bars(run)) {
        Bin bin = bar.bin();
        if (bin != null) {
          low = Math.min(low, Math.floor(decade(bin.from())));
          high = Math.max(high, Math.ceil(decade(bin.to() + 1)));
        }
      }
    }
    if (low > high) {
      low = -6;
      high = 0;
    }
    ImmutableList.Builder<Map<String, Object>> rows = ImmutableList.builder();
    List<String> names = new ArrayList<>();
    for (RunRecord run : scene) {
      List<Bar> bars = bars(run);
      if (!bars.isEmpty()) {
        addRows(rows, run, bars, names.size(), low, high);
        names.add(Scenes.contender(run));
      }
    }
    ImmutableList<Double> ticks = ticks(low, high);
    ImmutableList<Integer> rowTicks =
        IntStream.range(0, names.size()).mapToObj(row -> -row - 1).collect(toImmutableList());
    return new Plot(
        rows.build(),
        ImmutableMap.<String, Object>builder()
            .put("height", 44 * names.size() + 10)
            .put("domain", ImmutableList.of(low - PLACE - 2 * GAP, high + PLACE + 2 * GAP))
            .put("ticks", ticks)
            .put("tickLabels", labels(ticks, tickLabels(low, high)))
            .put("rowDomain", ImmutableList.of(-names.size() - 0.05, 0))
            .put("rowTicks", rowTicks)
            .put("rowLabels", labels(rowTicks, names))
            .buildOrThrow());
  }

  private static ImmutableList<Double> ticks(double low, double high) {
    ImmutableList.Builder<Double> ticks = ImmutableList.builder();
    ticks.add(low - GAP - PLACE / 2);
    for (double decade = low; decade <= high; decade++) {
      ticks.add(decade);
    }
    return ticks.add(high + GAP + PLACE / 2).build();
  }

  private static ImmutableList<String> tickLabels(double low, double high) {
    ImmutableList.Builder<String> labels = ImmutableList.builder();
    labels.add("at once");
    for (int decade = (int) low; decade <= high; decade++) {
      labels.add(Units.formatBase(BigDecimal.ONE.scaleByPowerOfTen(decade), "ps"));
    }
    return labels.add("open").build();
  }

  /** A Vega expression that gives the label of a tick. */
  private static String labels(List<? extends Number> ticks, List<String> labels) {
    return Json.line(labels) + "[indexof(" + Json.line(ticks) + ", datum.value)]";
  }

  private static void addRows(
      ImmutableList.Builder<Map<String, Object>> rows,
      RunRecord run,
      List<Bar> bars,
      int row,
      double low,
      double high) {
    long all = bars.stream().mapToLong(Bar::count).sum();
    long most = bars.stream().mapToLong(Bar::count).max().orElse(1);
    for (Bar bar : bars) {
      Bin bin = bar.bin();
      double from = bin != null ? decade(bin.from()) : bar.open() ? high + GAP : low - PLACE - GAP;
      double to = bin != null ? decade(bin.to() + 1) : from + PLACE;
      double base = -row - 1;
      rows.add(
          ImmutableMap.<String, Object>builder()
              .put("contender", Scenes.contender(run))
              .put("from", from)
              .put("to", to)
              .put("base", base)
              .put("top", base + HIGHEST * bar.count() / most)
              .put("kind", bin != null ? "closed" : bar.open() ? "open" : "at once")
              .put("window", bar.words())
              .put("pages", bar.count())
              .put("share", Units.format(Units.partsInAMillion(bar.count(), all), "ppm"))
              .buildOrThrow());
    }
  }

  private static double decade(long picoseconds) {
    return Math.log10((double) picoseconds) - 12;
  }

  private static List<Bar> bars(RunRecord run) {
    List<Bar> bars = new ArrayList<>();
    if (run.unobservable(WINDOWS) != null) {
      return bars;
    }
    for (DistributionRecord distribution : run.distributions()) {
      if (distribution.name().equals(WINDOWS)) {
        for (Bin bin : distribution.bins()) {
          bars.add(new Bar(bin.from() == 0 ? null : bin, false, bin.count()));
        }
      }
    }
    Figure open = run.figure(STILL_OPEN);
    if (open != null && open.value() > 0) {
      bars.add(new Bar(null, true, open.value()));
    }
    return bars;
  }

  @Override
  public HtmlTable table(Results results) {
    ImmutableList.Builder<ImmutableList<String>> rows = ImmutableList.builder();
    for (RunRecord run : results.runs()) {
      List<Bar> bars = bars(run);
      long all = bars.stream().mapToLong(Bar::count).sum();
      for (Bar bar : bars) {
        rows.add(
            ImmutableList.of(
                Notes.name(run),
                bar.words(),
                Long.toString(bar.count()),
                Units.format(Units.partsInAMillion(bar.count(), all), "ppm")));
      }
    }
    return new HtmlTable(
        2, ImmutableList.of("Combination", "Stale window", "Pages", "Share"), rows.build());
  }
}
