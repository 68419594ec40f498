package dev.tollgate.core.safety;

import dev.tollgate.core.metric.MetricSink;

/**
 * Names, units and order of the safety figures; {@code docs/metrics.md} explains each.
 *
 * <p>Byte·picoseconds are reported in byte·milliseconds, and as an average over the run in
 * thousandths of a byte. Both are rounded once, here.
 */
final class SafetyReport {

  private static final long PICOSECONDS_PER_NANOSECOND = 1_000;
  private static final long PICOSECONDS_PER_MILLISECOND = 1_000_000_000;

  private final MetricSink sink;
  private final long runTime;

  SafetyReport(MetricSink sink, long runTime) {
    this.sink = sink;
    this.runTime = runTime;
  }

  SafetyReport windows(WindowStatistics stale, WorstCaseStatistics worst) {
    count(
        "stale.windows", stale.count(), "pages unmapped, each with a stale window, even if short");
    time("stale", stale.time, "from unmap until no device could reach the page any more");
    counts("stale.accesses", stale.accesses, "device accesses in the domain during a stale window");
    counts("stale.unmaps", stale.unmaps, "later unmaps in the domain during a stale window");
    open("stale.open", stale.open, "stale windows open at the end of the run");
    count("worst.windows", worst.count(), "entries cleared or left behind after unmap");
    time("worst", worst.time, "from unmap until an invalidation covered the page");
    count("worst.unmaps.max", worst.maxUnmaps(), "most unmaps during one worst-case window");
    open("worst.open", worst.open, "unmapped pages not covered by an invalidation until the end");
    sink.distribution(
        Bins.of(
            "safety.stale.window",
            "ps",
            "time from unmap until no device could reach the page any more",
            stale.time));
    sink.distribution(
        Bins.of(
            "safety.worst.window",
            "ps",
            "time from unmap until an invalidation covered the page",
            worst.time));
    return this;
  }

  SafetyReport reach(SafetyTotals sums) {
    ReachTotals reach = sums.reach;
    byteTime("reach.total", reach.total(), "reachable by devices");
    byteTime("reach.entitled", reach.entitled, "reachable in mapped buffers");
    byteTime("reach.sub-page", reach.subPage, "reachable beside a mapped buffer on its page");
    byteTime("reach.stale", reach.stale, "reachable after unmap");
    byteTime("reach.standing", reach.standing, "reachable though no buffer was ever mapped there");
    byteTime("rights.read", reach.excessRead, "readable in buffers mapped for writing only");
    byteTime("rights.write", reach.excessWrite, "writable in buffers mapped for reading only");
    byteTime("cross-device", sums.crossDevice, "of a device's buffers reachable by other devices");
    return this;
  }

  SafetyReport late(LateDmas late, boolean faults) {
    long detected = faults ? late.prevented : 0;
    count("late.reached", late.reached, "unmapped pages where a late DMA would reach memory");
    count(
        "late.absorbed",
        late.prevented - detected,
        "unmapped pages where a late DMA would be let through to nothing");
    count("late.detected", detected, "unmapped pages where a late DMA would be refused");
    return this;
  }

  SafetyReport accesses(SafetyTotals sums) {
    AccessCounts accesses = sums.accesses;
    count("accesses", accesses.all(), "device accesses, each within one I/O page");
    count("accesses.entitled", accesses.entitled, "accesses that reached the mapped buffer");
    count("accesses.refused", accesses.refused, "accesses to mapped buffers that were refused");
    count("stray", accesses.strays(), "accesses without entitlement");
    for (StrayOutcome outcome : StrayOutcome.values()) {
      String name = "stray." + outcome.id();
      String what = "accesses without entitlement that " + outcome.meaning();
      count(name + ".reads", accesses.strayReads(outcome), "reading " + what);
      count(name + ".writes", accesses.strayWrites(outcome), "writing " + what);
      metric(name + ".bytes", accesses.strayBytes(outcome), "bytes", "bytes of " + what);
    }
    count("aliasing.hazards", sums.shadowed, "mappings shadowed by an old translation");
    count("aliasing.uncovered", sums.uncovered, "I/O pages mapped anew without invalidation");
    count("aliasing.hits", accesses.misdirected, "accesses to mapped buffers that went elsewhere");
    metric("aliasing.bytes", accesses.misdirectedBytes, "bytes", "bytes of those accesses");
    return this;
  }

  SafetyReport memory(PinnedMemory memory, InvalidationCounts invalidations) {
    byteTime(
        "pinned", memory.byteTime(runTime), "that had to stay in place because they were mapped");
    count("pinned.pages.peak", memory.peakPages(), "most pages mapped at once");
    count("pinned.pages.mapped", memory.pinnedEver(), "pages mapped in the whole run");
    count("mappings.peak", memory.peakMappings(), "most buffers mapped at once");
    count("invalidations.whole", invalidations.whole, "invalidations of a whole domain");
    count("invalidations.selective", invalidations.selective, "invalidations of chosen pages");
    count("invalidations.failed", invalidations.failed, "invalidations that the unit gave up");
    return this;
  }

  private void time(String name, SpanStatistics spans, String what) {
    metric(
        name + ".total",
        spans.sum().scaled(1, PICOSECONDS_PER_NANOSECOND),
        "ns",
        "sum over pages of the time " + what);
    percentiles(name, spans, "ps", "time " + what);
  }

  private void counts(String name, SpanStatistics spans, String what) {
    metric(name + ".total", spans.sum().scaled(1, 1), "count", "sum over pages of " + what);
    percentiles(name, spans, "count", what);
  }

  private void percentiles(String name, SpanStatistics spans, String unit, String what) {
    metric(name + ".p50", spans.percentile(50), unit, "median " + what);
    metric(name + ".p90", spans.percentile(90), unit, "90th percentile: " + what);
    metric(name + ".p99", spans.percentile(99), unit, "99th percentile: " + what);
    metric(name + ".max", spans.max(), unit, "longest or largest: " + what);
  }

  private void open(String name, SpanStatistics spans, String what) {
    count(name, spans.count(), what);
    metric(
        name + ".total",
        spans.sum().scaled(1, PICOSECONDS_PER_NANOSECOND),
        "ns",
        "time until the end of the run, summed over " + what);
    metric(name + ".max", spans.max(), "ps", "longest time until the end of the run of " + what);
  }

  private void byteTime(String name, WideSum sum, String what) {
    metric(name, sum.scaled(1, PICOSECONDS_PER_MILLISECOND), "byte-ms", "bytes times time " + what);
    metric(
        name + ".mean",
        sum.scaled(1000, runTime),
        "bytes/1000",
        "bytes " + what + ", on average over the run");
  }

  private void count(String name, long value, String meaning) {
    metric(name, value, "count", meaning);
  }

  private void metric(String name, long value, String unit, String meaning) {
    sink.metric("safety." + name, value, unit, meaning);
  }
}
