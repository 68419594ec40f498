package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.results.AccountRecord;
import dev.tollgate.cli.results.DistributionRecord;
import dev.tollgate.cli.results.DistributionRecord.Bin;
import dev.tollgate.cli.results.FailureRecord;
import dev.tollgate.cli.results.InapplicableRecord;
import dev.tollgate.cli.results.MachineRecord;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.Results.PluginRecord;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import dev.tollgate.cli.results.SpecRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Results in the shape of real ones: two traces, two IOMMUs, three policies and off. */
public final class SampleResults {

  private static final ImmutableList<String> TRACES =
      ImmutableList.of("examples/traces/tx16k.ftrace.gz", "examples/traces/nvme<4k>.ftrace.gz");

  private static final ImmutableList<List<String>> COMBINATIONS =
      ImmutableList.of(
          List.of("off", "off"),
          List.of("calgary", "strict"),
          List.of("calgary", "deferred"),
          List.of("calgary", "native"),
          List.of("dart", "deferred"),
          List.of("dart", "native"));

  private SampleResults() {}

  /** All of them, one run failed. */
  public static Results all() {
    List<RunRecord> runs = new ArrayList<>();
    List<InapplicableRecord> gaps = new ArrayList<>();
    for (String trace : TRACES) {
      int scale = TRACES.indexOf(trace) + 1;
      for (List<String> combination : COMBINATIONS) {
        runs.add(run(runs.size() + 1, trace, combination.get(0), combination.get(1), scale));
      }
      gaps.add(
          new InapplicableRecord(
              ImmutableMap.of("workload.replay.trace", trace, "iommu", "dart", "policy", "strict"),
              "dart",
              "strict",
              "none",
              "the U3 cannot forget single entries & says <so>"));
    }
    RunRecord last = runs.remove(runs.size() - 1);
    runs.add(
        RunRecord.failed(
            last.number(),
            last.coordinates(),
            last.spec(),
            new FailureRecord(
                FailureRecord.Kind.INVARIANT, "bitmap says 12 entries, table says <b>13</b>")));
    TreeMap<String, String> meanings = new TreeMap<>();
    runs.forEach(
        run -> run.metrics().keySet().forEach(name -> meanings.put(name, "meaning of " + name)));
    return new Results(
        Results.SCHEMA,
        "First look: two real traces & every policy",
        "0.1.0",
        ImmutableList.of(
            new PluginRecord("iommu-calgary", "0.1.0"), new PluginRecord("iommu-dart", "0.1.0")),
        ImmutableList.of("workload.replay.trace", "iommu", "policy"),
        ImmutableList.of(),
        meanings,
        runs,
        gaps);
  }

  private static RunRecord run(int number, String trace, String iommu, String policy, int scale) {
    boolean off = iommu.equals("off");
    boolean strict = policy.equals("strict");
    boolean dart = iommu.equals("dart");
    long maps = 20_000L * scale;
    List<AccountRecord> cycles = new ArrayList<>();
    cycles.add(account("dma-api", "api-call", "DMA API call", 2 * maps, 40_000, "estimated"));
    if (!off) {
      cycles.add(
          account(
              "iova-allocation",
              "bitmap-word",
              "bitmap word examined",
              3 * maps,
              3_000,
              "estimated"));
      cycles.add(
          account(
              "translation-table",
              "cache-line-flush",
              "cache line flushed",
              2 * maps,
              150_000,
              "measured"));
      cycles.add(
          account(
              "invalidation",
              "mmio-read",
              "uncached register read",
              strict ? 5 * maps : dart ? maps : 14,
              1_500_000,
              "published"));
      cycles.add(
          account("lock", "lock", "spin lock taken and released", 4 * maps, 60_000, "estimated"));
    }
    long total = cycles.stream().mapToLong(AccountRecord::cost).sum();
    SortedMap<String, Figure> metrics = new TreeMap<>();
    cycles.forEach(
        account ->
            metrics.merge(
                "price.cycles." + account.cause(),
                new Figure(account.cost(), "cycles/1000"),
                (a, b) -> new Figure(a.value() + b.value(), a.unit())));
    metrics.put("price.cycles.total", new Figure(total, "cycles/1000"));
    metrics.put(
        "price.cycles.estimated",
        new Figure(
            cycles.stream().filter(AccountRecord::estimated).mapToLong(AccountRecord::cost).sum(),
            "cycles/1000"));
    metrics.put("dma.maps", new Figure(maps, "count"));
    metrics.put("bus.reads", new Figure(7 * maps, "count"));
    List<DistributionRecord> distributions = new ArrayList<>();
    if (!off) {
      safety(metrics, distributions, strict, dart, maps, scale);
    }
    return new RunRecord(
        number,
        off
            ? ImmutableMap.of("workload.replay.trace", trace, "iommu", "off", "policy", "off")
            : ImmutableMap.of("workload.replay.trace", trace, "iommu", iommu, "policy", policy),
        spec(trace, iommu, policy),
        null,
        metrics,
        cycles,
        distributions,
        ImmutableList.of(),
        scale == 2
            ? ImmutableSortedMap.of("safety.cross-device", "the trace names no devices")
            : ImmutableSortedMap.of(),
        scale == 2 ? ImmutableList.of("nvme<4k>.gz ends early") : ImmutableList.of());
  }

  private static void safety(
      Map<String, Figure> metrics,
      List<DistributionRecord> distributions,
      boolean strict,
      boolean dart,
      long maps,
      int scale) {
    long window = strict ? 0 : dart ? 35_000_000L * scale : 4_300_000_000L * scale;
    count(metrics, "safety.invalidations.whole", strict ? maps : 2);
    count(metrics, "safety.invalidations.selective", dart ? maps : 0);
    metrics.put("safety.stale.p50", new Figure(window / 2, "ps"));
    metrics.put("safety.stale.p99", new Figure(window, "ps"));
    metrics.put("safety.stale.max", new Figure(window * 2, "ps"));
    count(metrics, "safety.stale.open", strict ? 0 : 512);
    mean(metrics, "safety.reach.stale", window / 100);
    mean(metrics, "safety.reach.sub-page", 3_340_500L * scale);
    mean(metrics, "safety.rights.read", dart ? 0 : 1_500_000);
    mean(metrics, "safety.rights.write", dart ? 4_500_000 : 0);
    mean(metrics, "safety.cross-device", 0);
    count(metrics, "safety.late.reached", strict ? 0 : maps - 1);
    count(metrics, "safety.late.absorbed", dart ? 1 : 0);
    count(metrics, "safety.late.detected", strict ? maps : dart ? 0 : 1);
    count(metrics, "safety.aliasing.hazards", strict ? 0 : 3);
    ImmutableList.Builder<Bin> bins = ImmutableList.builder();
    bins.add(new Bin(0, 0, strict ? maps : maps / 10));
    if (!strict) {
      for (int power = 20; power < 34; power++) {
        long from = 1L << (power + (dart ? 0 : 6));
        bins.add(new Bin(from, 2 * from - 1, maps / (4 + Math.abs(27 - power) * 3L)));
      }
    }
    distributions.add(
        new DistributionRecord("safety.stale.window", "ps", "time from unmap", bins.build()));
  }

  private static void count(Map<String, Figure> metrics, String name, long value) {
    metrics.put(name, new Figure(value, "count"));
  }

  private static void mean(Map<String, Figure> metrics, String name, long value) {
    metrics.put(name + ".mean", new Figure(value, "bytes/1000"));
    metrics.put(name, new Figure(value * 5, "byte-ms"));
  }

  private static AccountRecord account(
      String cause, String step, String unit, long count, long milliCycles, String grade) {
    return new AccountRecord(
        cause, step, unit, count, milliCycles, grade, "about \"as much\" as a <step> takes");
  }

  private static SpecRecord spec(String trace, String iommu, String policy) {
    ImmutableMap.Builder<String, SortedMap<String, Object>> parameters = ImmutableMap.builder();
    if (!iommu.equals("off")) {
      parameters.put("iommu." + iommu, ImmutableSortedMap.of("reserve", true, "table", 8388608L));
      parameters.put("policy." + policy, ImmutableSortedMap.of());
    }
    parameters.put("workload.replay", ImmutableSortedMap.of("trace", trace, "placements", ""));
    return new SpecRecord(
        new MachineRecord(
            "lab", "The machine of the traces", 1, 3_000_000_000L, 536870912L, 0, 131072, "buddy"),
        "lab",
        iommu,
        policy,
        "none",
        "replay",
        parameters.buildOrThrow(),
        false,
        "none",
        1);
  }
}
