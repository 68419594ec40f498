package dev.tollgate.cli.frontier;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.gauge.Gauge;
import dev.tollgate.cli.gauge.GaugeReading;
import dev.tollgate.cli.gauge.Gauges;

/**
 * A figure that combinations are compared by; less is better.
 *
 * @param title for axes and sentences
 * @param heading the same in two short lines, for tables
 * @param gauge how it is read
 */
public record Meter(String title, ImmutableList<String> heading, Gauge gauge) {

  /** Protection alone: cycles for each buffer. */
  static final Meter PER_MAP =
      new Meter(
          "CPU cycles per map and unmap",
          ImmutableList.of("cycles/", "map+unmap"),
          Gauges.CYCLES_PER_MAP);

  /** All of the work. */
  static final Meter CPU =
      new Meter("CPU time of the work", ImmutableList.of("CPU of", "the work"), Gauges.CPU);

  /** Parts of a CPU. */
  static final Meter CPU_USE = new Meter("CPU use", ImmutableList.of("CPU", "use"), Gauges.CPU_USE);

  /** The prices that can be chosen. */
  static final ImmutableList<Meter> PRICES = ImmutableList.of(PER_MAP, CPU_USE, CPU);

  /** The meters of safety. */
  static final ImmutableList<Meter> SAFETY =
      ImmutableList.of(
          named("Stale window, p99", "stale", "p99", "safety.stale"),
          named("Stale window, longest", "stale", "longest", "safety.stale.longest"),
          named("Stale bytes", "stale", "bytes", "safety.stale.bytes"),
          named("Worst-case window, p99", "worst", "case", "safety.worst"),
          named("Sub-page bytes", "sub-", "page", "safety.sub-page"),
          named("Excess rights", "excess", "rights", "safety.rights"),
          named("Cross-device bytes", "cross-", "device", "safety.cross"),
          named("Memory always open", "always", "open", "safety.standing"),
          named("Late DMA that reaches memory", "late", "DMA", "safety.late"),
          metric("Reuse aliasing", "ali-", "ased", "safety.aliasing.hazards"),
          metric("Pinned memory", "pin-", "ned", "safety.pinned.bytes.mean"));

  private static Meter named(String title, String first, String second, String name) {
    return new Meter(title, ImmutableList.of(first, second), Gauges.named(name));
  }

  private static Meter metric(String title, String first, String second, String name) {
    return new Meter(title, ImmutableList.of(first, second), Gauges.metric(name, title));
  }

  /** A reading where the title already says of what. */
  String text(GaugeReading reading) {
    return title.startsWith("CPU cycles") ? reading.text().replace(" cycles", "") : reading.text();
  }

  /** For data in pages. */
  String id() {
    return gauge.name();
  }
}
