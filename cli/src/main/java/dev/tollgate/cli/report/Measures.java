package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;

/**
 * The figures that reports show first, and the metrics they are made of: the one place that
 * connects both.
 */
final class Measures {

  /**
   * Causes of cycles that are the price of protection; all others are the work that is protected.
   */
  private static final ImmutableList<String> PROTECTION =
      ImmutableList.of(
          "price.cycles.dma-api",
          "price.cycles.iova-allocation",
          "price.cycles.translation-table",
          "price.cycles.invalidation",
          "price.cycles.lock",
          "price.cycles.copy",
          "price.cycles.hypervisor");

  /** Prefix of the metrics that give cycles by cause. */
  static final String CAUSE_PREFIX = "price.cycles.";

  static final Measure CYCLES_PER_MAP =
      Measure.per(
          "cyclesPerMap",
          "CPU cycles per map and unmap",
          "cycles/1000",
          "CPU cycles spent on protection, for each buffer mapped and unmapped again",
          PROTECTION,
          "dma.maps");

  static final Measure CYCLES =
      Measure.sum(
          "cycles",
          "CPU cycles",
          "cycles/1000",
          "CPU cycles spent in the whole run, for whatever cause",
          "price.cycles.total");

  static final Measure ESTIMATED =
      Measure.share(
          "estimated",
          "Share of estimated prices",
          "part of the cycles that rests on prices nobody measured or published",
          ImmutableList.of("price.cycles.estimated"),
          "price.cycles.total");

  static final Measure INVALIDATIONS =
      Measure.sum(
          "invalidations",
          "Invalidations",
          "count",
          "how often the IOMMU was made to forget translations, all or chosen ones",
          "safety.invalidations.whole",
          "safety.invalidations.selective");

  static final Measure STALE_P50 = stale("p50", "median");
  static final Measure STALE_P99 = stale("p99", "99th percentile");
  static final Measure STALE_MAX = stale("max", "longest");

  static final Measure STALE_REACH =
      reach("staleReach", "Stale bytes", "reachable after their unmap", "safety.reach.stale.mean");

  static final Measure SUB_PAGE =
      reach(
          "subPage",
          "Sub-page bytes",
          "reachable beside a mapped buffer on its page",
          "safety.reach.sub-page.mean");

  static final Measure EXCESS_RIGHTS =
      reach(
          "excess",
          "Bytes with excess rights",
          "of mapped buffers that a device may read or write though it should not",
          "safety.rights.read.mean",
          "safety.rights.write.mean");

  static final Measure CROSS_DEVICE =
      reach(
          "crossDevice",
          "Cross-device bytes",
          "of a device's buffers that other devices can reach",
          "safety.cross-device.mean");

  static final Measure LATE_REACHED = late("reached", "would reach memory");
  static final Measure LATE_ABSORBED = late("absorbed", "would be absorbed unnoticed");
  static final Measure LATE_DETECTED = late("detected", "would be refused and noticed");

  static final Measure ALIASING =
      Measure.sum(
          "aliasing",
          "Reuse aliasing",
          "count",
          "new mappings shadowed by an old translation: silent corruption in waiting",
          "safety.aliasing.hazards");

  static final Measure HELD =
      memory("held", "Memory held", "held by the allocator at the end", "memory.held");

  static final Measure HELD_PEAK =
      memory(
          "heldPeak",
          "Most memory held",
          "out of the page allocator at the worst moment",
          "memory.pages.peak");

  static final Measure REQUESTED =
      memory("requested", "Requested", "asked for and held at the end", "memory.requested");

  static final Measure SLACK =
      memory("slack", "Slack", "in live objects beyond the request", "memory.slack");

  static final Measure HEADERS =
      memory("headers", "Headers", "of headers before live objects", "memory.headers");

  static final Measure METADATA =
      memory("metadata", "Metadata", "of descriptors and indexes", "memory.metadata");

  static final Measure HOLES =
      memory(
          "holes",
          "Alignment holes",
          "skipped to align objects, and colours",
          "memory.alignment-holes");

  static final Measure FREE_OBJECTS =
      memory(
          "freeObjects",
          "Free objects",
          "of free objects in the memory held",
          "memory.free-objects");

  static final Measure ENDS =
      memory(
          "ends",
          "Ends",
          "at the ends of slabs, and of blocks of pages beyond the request",
          "memory.tail-waste",
          "memory.page-order-waste");

  static final Measure OVERHEAD =
      Measure.share(
          "overhead",
          "Overhead",
          "memory held beyond what was asked for, in parts of what was asked for",
          ImmutableList.of(
              "memory.slack",
              "memory.headers",
              "memory.metadata",
              "memory.alignment-holes",
              "memory.free-objects",
              "memory.tail-waste",
              "memory.page-order-waste"),
          "memory.requested");

  /** Those of runs with DMA, in the order of reports. */
  static final ImmutableList<Measure> ALL =
      ImmutableList.of(
          CYCLES_PER_MAP,
          CYCLES,
          ESTIMATED,
          INVALIDATIONS,
          STALE_P50,
          STALE_P99,
          STALE_MAX,
          STALE_REACH,
          SUB_PAGE,
          EXCESS_RIGHTS,
          CROSS_DEVICE,
          LATE_REACHED,
          LATE_ABSORBED,
          LATE_DETECTED,
          ALIASING);

  private Measures() {}

  private static Measure stale(String which, String words) {
    return Measure.sum(
        "stale-" + which,
        "Stale window, " + words,
        "ps",
        words + " time from unmap until no device could reach the page any more",
        "safety.stale." + which);
  }

  private static Measure reach(String id, String title, String words, String... metrics) {
    return Measure.sum(
        id, title, "bytes/1000", "bytes " + words + ", on average over the run", metrics);
  }

  private static Measure memory(String id, String title, String words, String... metrics) {
    return Measure.sum(id, title, "bytes", "bytes " + words, metrics);
  }

  private static Measure late(String outcome, String words) {
    return Measure.share(
        "late-" + outcome,
        "Late DMA " + outcome,
        "part of the unmapped pages where a DMA just after unmap " + words,
        ImmutableList.of("safety.late." + outcome),
        "safety.late.reached",
        "safety.late.absorbed",
        "safety.late.detected");
  }
}
