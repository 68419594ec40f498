package dev.tollgate.cli.gauge;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import dev.tollgate.cli.gauge.Source.ShareOfOneCpu;
import dev.tollgate.cli.gauge.Source.Sum;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.core.settings.NearestName;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The figures that can be named: every metric of some runs, and names that stand for several. */
public final class Gauges {

  private static final ImmutableList<String> PROTECTION =
      ImmutableList.of(
          "price.cycles.dma-api",
          "price.cycles.iova-allocation",
          "price.cycles.translation-table",
          "price.cycles.invalidation",
          "price.cycles.lock",
          "price.cycles.copy",
          "price.cycles.hypervisor");

  /** CPU time of the work. */
  public static final Gauge CPU =
      new Gauge(
          "price.cpu",
          "CPU time that the work took: per KiB or transaction of a stream, per operation of a"
              + " disk, else all cycles of the run",
          ImmutableList.of(
              Sum.of("stream.service-demand"),
              new Sum(ImmutableList.of("cpu.busy"), ImmutableList.of("disk.operations"), 1, "ps"),
              Sum.of("price.cycles.total")));

  /** CPU use. */
  public static final Gauge CPU_USE =
      new Gauge(
          "price.cpu-use",
          "CPU time in parts of the time of one CPU; more than 100 % with several CPUs",
          ImmutableList.of(
              Sum.of("stream.cpu.utilization"),
              new Sum(
                  ImmutableList.of("cpu.busy"), ImmutableList.of("cpu.elapsed"), 1_000_000, "ppm"),
              new ShareOfOneCpu()));

  /** What protection costs each buffer. */
  public static final Gauge CYCLES_PER_MAP =
      new Gauge(
          "price.map",
          "CPU cycles of protection for each buffer mapped and unmapped again",
          ImmutableList.of(new Sum(PROTECTION, ImmutableList.of("dma.maps"), 1, "cycles/1000")));

  /** All names that are no metrics, by name. */
  public static final ImmutableSortedMap<String, Gauge> NAMED =
      named(
          CPU,
          CPU_USE,
          CYCLES_PER_MAP,
          of("price.throughput", "payload or data moved in a second", "stream.throughput"),
          of("price.memory", "most memory out of the page allocator", "memory.pages.peak"),
          new Gauge(
              "safety.stale",
              "99th percentile of the stale windows; the longest open one if more than 1 % never"
                  + " ended",
              ImmutableList.of(new Source.Percentile99("safety.stale"))),
          new Gauge(
              "safety.stale.longest",
              "longest stale window, those that never ended included",
              ImmutableList.of(
                  new Source.Largest(
                      ImmutableList.of("safety.stale.max", "safety.stale.open.max")))),
          new Gauge(
              "safety.worst",
              "99th percentile of the worst-case windows; the longest open one if more than 1 %"
                  + " never ended",
              ImmutableList.of(new Source.Percentile99("safety.worst"))),
          of(
              "safety.excess",
              "bytes on average that lay open beyond mapped buffers: stale, sub-page and standing",
              "safety.reach.stale.mean",
              "safety.reach.sub-page.mean",
              "safety.reach.standing.mean"),
          of("safety.stale.bytes", "stale bytes on average", "safety.reach.stale.mean"),
          of("safety.sub-page", "sub-page bytes on average", "safety.reach.sub-page.mean"),
          of(
              "safety.rights",
              "bytes with excess rights on average",
              "safety.rights.read.mean",
              "safety.rights.write.mean"),
          of("safety.cross", "cross-device bytes on average", "safety.cross-device.mean"),
          of(
              "safety.standing",
              "bytes on average that lay open though no buffer was ever there",
              "safety.reach.standing.mean"),
          new Gauge(
              "safety.late",
              "part of the unmapped pages where a DMA just after unmap would reach memory",
              ImmutableList.of(
                  new Sum(
                      ImmutableList.of("safety.late.reached"),
                      ImmutableList.of(
                          "safety.late.reached", "safety.late.absorbed", "safety.late.detected"),
                      1_000_000,
                      "ppm"))));

  private final ImmutableList<RunRecord> runs;
  private final ImmutableSortedSet<String> metrics;

  /** Those of some runs. */
  public Gauges(Iterable<RunRecord> runs) {
    this.runs = ImmutableList.copyOf(runs);
    this.metrics =
        this.runs.stream()
            .flatMap(run -> run.metrics().keySet().stream())
            .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo));
  }

  private static Gauge of(String name, String meaning, String... parts) {
    return new Gauge(name, meaning, ImmutableList.of(Sum.of(parts)));
  }

  private static ImmutableSortedMap<String, Gauge> named(Gauge... gauges) {
    TreeMap<String, Gauge> byName = new TreeMap<>();
    for (Gauge gauge : gauges) {
      byName.put(gauge.name(), gauge);
    }
    return ImmutableSortedMap.copyOf(byName);
  }

  /**
   * A figure of these names.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Gauge named(String name) {
    Gauge gauge = NAMED.get(name);
    if (gauge == null) {
      throw new IllegalArgumentException("no figure is called " + name);
    }
    return gauge;
  }

  /** A metric, whether any run reports it or not. */
  public static Gauge metric(String name, String meaning) {
    return Gauge.metric(name, meaning);
  }

  /** The figure of a name, or null if there is none. */
  public @Nullable Gauge find(String name) {
    return metrics.contains(name) ? Gauge.metric(name, "") : NAMED.get(name);
  }

  /** The end of a complaint about a name that is none. */
  public String hint(String name) {
    Iterable<String> all = Iterables.concat(metrics, NAMED.keySet());
    if (NearestName.of(name, all) != null) {
      return NearestName.hint(name, all, "metrics");
    }
    String first = name.replaceFirst("\\..*", ".");
    List<String> alike =
        ImmutableSortedSet.copyOf(all).stream().filter(each -> each.startsWith(first)).toList();
    return alike.isEmpty()
        ? "; docs/metrics.md lists metrics"
        : NearestName.hint(name, alike, "metrics");
  }

  /** The units in which the runs give a figure; empty if none can show it. */
  public ImmutableSortedSet<String> units(Gauge gauge) {
    return runs.stream()
        .map(gauge::of)
        .filter(reading -> !reading.unit().isEmpty())
        .map(GaugeReading::unit)
        .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo));
  }
}
