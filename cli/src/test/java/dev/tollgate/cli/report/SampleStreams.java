package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.results.AccountRecord;
import dev.tollgate.cli.results.MachineRecord;
import dev.tollgate.cli.results.PartRecord;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import dev.tollgate.cli.results.SpecRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Results of streams in the shape of real ones: both directions, three IOMMUs, sizes of messages.
 */
final class SampleStreams {

  static final ImmutableList<Integer> SIZES = ImmutableList.of(64, 512, 4096, 65536);

  private static final ImmutableList<String> IOMMUS = ImmutableList.of("off", "calgary", "dart");
  private static final long SECOND = 1_000_000_000_000L;

  private SampleStreams() {}

  static Results all() {
    List<RunRecord> runs = new ArrayList<>();
    for (String test : ImmutableList.of("TCP_STREAM", "TCP_MAERTS")) {
      for (String iommu : IOMMUS) {
        for (int size : SIZES) {
          runs.add(run(runs.size() + 1, test, iommu, size));
        }
      }
    }
    return new Results(
        Results.SCHEMA,
        "Streams",
        "0.1.0",
        ImmutableList.of(),
        ImmutableList.of("workload.stream.test", "iommu", "workload.stream.message-size"),
        ImmutableList.of(),
        ImmutableSortedMap.of(),
        runs,
        ImmutableList.of());
  }

  /** The same runs as two parts: those that receive, and those that send. */
  static Results inParts() {
    Results whole = all();
    List<RunRecord> runs = new ArrayList<>();
    for (RunRecord run : whole.runs()) {
      String part = run.number() <= whole.runs().size() / 2 ? "receiving" : "sending";
      runs.add(
          run.at(
              run.number(),
              ImmutableMap.<String, String>builder()
                  .put(PartRecord.AXIS, part)
                  .putAll(run.coordinates())
                  .buildOrThrow()));
    }
    return new Results(
        Results.SCHEMA,
        whole.title(),
        whole.tollgate(),
        whole.plugins(),
        ImmutableList.<String>builder().add(PartRecord.AXIS).addAll(whole.axes()).build(),
        ImmutableList.of(),
        ImmutableSortedMap.of(),
        runs,
        ImmutableList.of(),
        null,
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableList.of(
            new PartRecord("receiving", "Figure 1"), new PartRecord("sending", "Figure 2")),
        ImmutableList.of());
  }

  private static RunRecord run(int number, String test, String iommu, int size) {
    int protection = IOMMUS.indexOf(iommu);
    long syscalls = 900_000_000_000L / size;
    long tables = 300_000_000_000L * protection;
    List<AccountRecord> cycles = new ArrayList<>();
    cycles.add(new AccountRecord("syscall", "call", "call", syscalls, 1000, "estimated", "none"));
    cycles.add(
        new AccountRecord("protocol", "ip", "packet", 600_000_000L, 1000, "estimated", "none"));
    if (protection > 0) {
      cycles.add(
          new AccountRecord(
              "translation-table", "entry", "entry", tables / 1000, 1000, "measured", "a manual"));
    }
    long busy = cycles.stream().mapToLong(AccountRecord::cost).sum() / 3;
    SortedMap<String, Figure> metrics = new TreeMap<>();
    metrics.put("cpu.elapsed", new Figure(SECOND, "ps"));
    metrics.put("cpu.busy", new Figure(busy, "ps"));
    metrics.put("stream.elapsed", new Figure(SECOND, "ps"));
    metrics.put(
        "stream.throughput",
        new Figure(size == 64 ? 820_000_000L - protection * 40_000_000L : 941_480_000L, "bit/s"));
    metrics.put("stream.cpu.utilization", new Figure(busy / 1_000_000, "ppm"));
    metrics.put("stream.cpu.potential", new Figure(8_000_000, "ppm"));
    metrics.put("stream.latency.p50", new Figure(90_000L + 10_000L * protection, "ns"));
    metrics.put("stream.latency.p99", new Figure(190_000L + 10_000L * protection, "ns"));
    metrics.put("nic.interrupts", new Figure(16_254, "count"));
    metrics.put("dma.maps", new Figure(122_000, "count"));
    metrics.put("dma.unmaps", new Figure(122_000, "count"));
    metrics.put("price.cycles.total", new Figure(3 * busy, "cycles/1000"));
    metrics.put("safety.reach.stale.mean", new Figure(50_000_000L * protection, "bytes/1000"));
    return new RunRecord(
        number,
        ImmutableMap.of(
            "workload.stream.test", test,
            "iommu", iommu,
            "workload.stream.message-size", Integer.toString(size)),
        new SpecRecord(
            new MachineRecord(
                "x460", "A server", 8, 3_000_000_000L, 4294967296L, 0, 1048576, "buddy"),
            "x460",
            iommu,
            iommu.equals("off") ? "off" : "native",
            "slab",
            "stream",
            ImmutableMap.of("workload.stream", ImmutableSortedMap.of("message-size", (long) size)),
            false,
            "none",
            1),
        null,
        metrics,
        cycles,
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableSortedMap.of(),
        ImmutableList.of());
  }
}
