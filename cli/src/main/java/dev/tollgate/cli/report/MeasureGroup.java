package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.RunRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures that share a chart, in which the reader picks one.
 *
 * @param id of the chart
 * @param title heading over the chart
 * @param caption what it shows, in one to three sentences
 * @param compared whether differences from the run without IOMMU are drawn too
 * @param bars whether there is a chart without an axis, with a bar for each combination
 * @param measures in the order in which they are offered; of several with the same title, the first
 *     that the results have
 */
record MeasureGroup(
    String id,
    String title,
    String caption,
    boolean compared,
    boolean bars,
    ImmutableList<Measure> measures) {

  static final MeasureGroup THROUGHPUT =
      new MeasureGroup(
          "throughput",
          "Throughput",
          "What got through, and by how much it differs from the same machine without IOMMU.",
          true,
          true,
          ImmutableList.of(
              WorkMeasures.TRANSACTIONS,
              WorkMeasures.THROUGHPUT,
              WorkMeasures.DISK_THROUGHPUT,
              WorkMeasures.DISK_OPERATIONS));

  static final MeasureGroup CPU =
      new MeasureGroup(
          "cpu-use",
          "CPU use",
          "Time that CPUs worked, in per cent of one CPU; its potential maximum stands beside"
              + " each panel's title. Below: by how much it differs from the same machine without"
              + " IOMMU.",
          true,
          true,
          ImmutableList.of(
              WorkMeasures.STREAM_CPU,
              WorkMeasures.CPU,
              WorkMeasures.SERVICE_DEMAND,
              WorkMeasures.IN_INTERRUPTS,
              WorkMeasures.IN_SOFT_INTERRUPTS,
              WorkMeasures.IN_PROGRAMS));

  /** All of them, in the order of the page. */
  static final ImmutableList<MeasureGroup> ALL =
      ImmutableList.of(
          THROUGHPUT,
          CPU,
          new MeasureGroup(
              "rates",
              "How often things happened",
              "Events in a second of simulated time.",
              false,
              true,
              ImmutableList.of(
                  WorkMeasures.INTERRUPTS,
                  WorkMeasures.MAPS,
                  WorkMeasures.UNMAPS,
                  WorkMeasures.FLUSHES,
                  WorkMeasures.SELECTIVE,
                  WorkMeasures.FRAMES,
                  WorkMeasures.COMMANDS,
                  WorkMeasures.SLEEPS)),
          new MeasureGroup(
              "occupancy",
              "How full rings and queues were",
              "Averages; the distributions stand in results.json.",
              false,
              true,
              ImmutableList.of(
                  WorkMeasures.RECEIVE_RING,
                  WorkMeasures.TRANSMIT_RING,
                  WorkMeasures.POLL_PACKETS,
                  WorkMeasures.DISK_DEPTH)),
          new MeasureGroup(
              "price-along",
              "Price of protection",
              "CPU cycles: counted steps times the prices listed below.",
              false,
              false,
              ImmutableList.of(Measures.CYCLES_PER_MAP, Measures.CYCLES, Measures.INVALIDATIONS)),
          new MeasureGroup(
              "safety-along",
              "What stays within reach",
              "What devices could reach without a right to: lower is safer.",
              false,
              false,
              ImmutableList.of(
                  Measures.STALE_REACH,
                  Measures.STALE_P99,
                  Measures.STALE_MAX,
                  Measures.SUB_PAGE,
                  Measures.EXCESS_RIGHTS,
                  Measures.CROSS_DEVICE,
                  Measures.LATE_REACHED,
                  Measures.ALIASING)),
          new MeasureGroup(
              "memory-along",
              "Memory",
              "What the kernel's allocator held.",
              false,
              false,
              ImmutableList.of(
                  Measures.HELD_PEAK, Measures.HELD, Measures.REQUESTED, Measures.OVERHEAD)));

  /** Those that some of the runs have, unless they are 0 in all of them. */
  ImmutableList<Measure> shown(List<RunRecord> runs) {
    Map<String, Measure> byTitle = new LinkedHashMap<>();
    for (Measure measure : measures) {
      if (runs.stream().anyMatch(run -> measure.of(run).value() != 0)) {
        byTitle.putIfAbsent(measure.title(), measure);
      }
    }
    return ImmutableList.copyOf(byTitle.values());
  }
}
