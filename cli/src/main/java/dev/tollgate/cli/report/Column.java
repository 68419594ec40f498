package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A column of the table that shows price, safety and memory side by side.
 *
 * @param side which of them it belongs to
 * @param words its heading where there is room
 * @param heading its heading where there is little, one text a line
 * @param measures what it shows, joined by slashes
 * @param shows what of them
 */
record Column(
    Side side,
    String words,
    ImmutableList<String> heading,
    ImmutableList<Measure> measures,
    Shows shows) {

  /** What a column shows of its measures. */
  enum Shows {
    /** Their values. */
    VALUES,
    /** By how much the first differs from the same machine without IOMMU. */
    AGAINST_OFF,
    /** CPU use and what it could be at most. */
    OF_POTENTIAL
  }

  /** The columns of runs with DMA, in order. */
  static final ImmutableList<Column> DMA =
      ImmutableList.of(
          of(Side.PRICE, "cycles per map+unmap", "cycles/", "map+unmap", Measures.CYCLES_PER_MAP),
          of(Side.PRICE, "cycles in all", "cycles", "total", Measures.CYCLES),
          of(Side.PRICE, "of it estimated", "esti-", "mated", Measures.ESTIMATED),
          of(Side.PRICE, "invalidations", "inval-", "idations", Measures.INVALIDATIONS),
          of(Side.SAFETY, "stale window p50", "stale", "p50", Measures.STALE_P50),
          of(Side.SAFETY, "stale window p99", "stale", "p99", Measures.STALE_P99),
          of(Side.SAFETY, "stale window max", "stale", "max", Measures.STALE_MAX),
          of(Side.SAFETY, "stale bytes", "stale", "bytes", Measures.STALE_REACH),
          of(Side.SAFETY, "sub-page bytes", "sub-", "page", Measures.SUB_PAGE),
          of(Side.SAFETY, "excess rights", "excess", "rights", Measures.EXCESS_RIGHTS),
          of(Side.SAFETY, "cross-device bytes", "cross-", "device", Measures.CROSS_DEVICE),
          of(
              Side.SAFETY,
              "late DMA reached/ absorbed/ detected",
              "late DMA",
              "r/a/d",
              Measures.LATE_REACHED,
              Measures.LATE_ABSORBED,
              Measures.LATE_DETECTED),
          of(Side.SAFETY, "reuse aliasing", "ali-", "ased", Measures.ALIASING));

  /** What of safety is shown beside the work that got done: the table is wide enough with it. */
  private static final ImmutableList<Measure> LEFT_OUT_BESIDE_WORK =
      ImmutableList.of(Measures.CYCLES, Measures.ESTIMATED, Measures.STALE_P50, Measures.STALE_MAX);

  /** The columns of runs that only allocate, in order. */
  static final ImmutableList<Column> ALLOCATION =
      ImmutableList.of(
          of(Side.PRICE, "cycles in all", "cycles", "total", Measures.CYCLES),
          of(Side.PRICE, "of it estimated", "esti-", "mated", Measures.ESTIMATED),
          of(Side.MEMORY, "held at the end", "held", "at end", Measures.HELD),
          of(Side.MEMORY, "most held", "held", "peak", Measures.HELD_PEAK),
          of(Side.MEMORY, "requested", "re-", "quested", Measures.REQUESTED),
          of(Side.MEMORY, "beyond the request", "over-", "head", Measures.OVERHEAD),
          of(Side.MEMORY, "slack", "", "slack", Measures.SLACK),
          of(Side.MEMORY, "headers", "", "headers", Measures.HEADERS),
          of(Side.MEMORY, "metadata", "meta-", "data", Measures.METADATA),
          of(Side.MEMORY, "alignment holes", "", "holes", Measures.HOLES),
          of(Side.MEMORY, "free objects", "free", "objects", Measures.FREE_OBJECTS),
          of(Side.MEMORY, "ends of slabs and blocks", "", "ends", Measures.ENDS));

  /** The columns for some results, in order: those that any of the runs can fill. */
  static ImmutableList<Column> of(Results results) {
    boolean allocates = results.runs().stream().anyMatch(run -> run.spec().allocates());
    boolean transfers =
        results.runs().stream()
            .anyMatch(run -> !run.spec().allocates() || run.metrics().containsKey("dma.maps"));
    ImmutableList<Column> work = work(results);
    if (!work.isEmpty()) {
      return Stream.concat(
              work.stream(),
              DMA.stream()
                  .filter(column -> !LEFT_OUT_BESIDE_WORK.contains(column.measures().get(0))))
          .collect(ImmutableList.toImmutableList());
    }
    if (!allocates) {
      return DMA;
    }
    return transfers
        ? Stream.concat(
                DMA.stream(), ALLOCATION.stream().filter(column -> column.side() == Side.MEMORY))
            .collect(ImmutableList.toImmutableList())
        : ALLOCATION;
  }

  /** The columns of what streams and disks got done, if there are any. */
  private static ImmutableList<Column> work(Results results) {
    ImmutableList.Builder<Column> columns = ImmutableList.builder();
    for (Measure measure : MeasureGroup.THROUGHPUT.shown(results.runs())) {
      String words = measure.title().toLowerCase(Locale.ROOT);
      columns.add(
          new Column(
              Side.PRICE,
              words,
              WorkMeasures.heading(measure),
              ImmutableList.of(measure),
              Shows.VALUES));
      columns.add(against(words + ", against off", measure));
    }
    ImmutableList<Column> throughput = columns.build();
    Optional<Measure> cpu = MeasureGroup.CPU.shown(results.runs()).stream().findFirst();
    if (throughput.isEmpty() || cpu.isEmpty()) {
      return ImmutableList.of();
    }
    return ImmutableList.<Column>builder()
        .addAll(throughput)
        .add(
            new Column(
                Side.PRICE,
                "CPU use, and its maximum",
                ImmutableList.of("CPU", "of max"),
                ImmutableList.of(cpu.get()),
                Shows.OF_POTENTIAL))
        .add(against("CPU use, against off", cpu.get()))
        .build();
  }

  private static Column against(String words, Measure measure) {
    return new Column(
        Side.PRICE,
        words,
        ImmutableList.of("vs", "off"),
        ImmutableList.of(measure),
        Shows.AGAINST_OFF);
  }

  /** The sides of every decision. */
  enum Side {
    PRICE("price"),
    SAFETY("safety"),
    MEMORY("memory");

    private final String title;

    Side(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  private static Column of(
      Side side, String words, String first, String second, Measure... measures) {
    return new Column(
        side, words, ImmutableList.of(first, second), ImmutableList.copyOf(measures), Shows.VALUES);
  }

  /** What the column shows of a row; of several measures, the first that has no value. */
  Reading reading(Row row) {
    Reading first = row.mean(measures.get(0));
    for (Measure measure : measures) {
      Reading reading = row.mean(measure);
      if (!reading.isKnown()) {
        return reading;
      }
    }
    return first;
  }

  /** For readers. */
  String text(Row row) {
    return joined(row, Reading::text);
  }

  /** For a narrow column. */
  String narrow(Row row) {
    return joined(row, Reading::narrow);
  }

  /** Half the width of the 95 % interval of the mean, for a narrow column; empty if it is 0. */
  String spread(Row row) {
    if (shows == Shows.AGAINST_OFF) {
      return "";
    }
    List<Reading> halves = new ArrayList<>();
    for (Measure measure : measures) {
      Reading half = row.half(measure);
      if (half != null) {
        halves.add(half);
      }
    }
    return halves.stream().allMatch(half -> half.value() == 0)
        ? ""
        : halves.stream().map(Reading::narrow).collect(Collectors.joining("/"));
  }

  private String joined(Row row, Function<Reading, String> words) {
    Reading reading = reading(row);
    if (shows == Shows.AGAINST_OFF) {
      Difference difference = row.difference(measures.get(0));
      return difference == null ? "" : difference.text();
    }
    if (shows == Shows.OF_POTENTIAL && reading.isKnown()) {
      Reading potential = WorkMeasures.potential(row.first());
      return words.apply(reading).replace("%", "") + "/" + words.apply(potential);
    }
    if (!reading.isKnown() || measures.size() == 1) {
      return words.apply(reading);
    }
    String all =
        measures.stream()
            .map(measure -> words.apply(row.mean(measure)))
            .collect(Collectors.joining("/"));
    return all.replace("%", "") + "%";
  }
}
