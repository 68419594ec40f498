package dev.tollgate.core.safety;

import dev.tollgate.core.metric.MetricSink;
import java.math.BigInteger;

/**
 * Names, units and order of the safety figures; {@code docs/safety.md} explains each.
 *
 * <p>Byte·picoseconds are reported in byte·milliseconds, and as an average over the run in
 * thousandths of a byte. Both are rounded once, here.
 */
final class SafetyReport {

  private static final long PICOSECONDS_PER_NANOSECOND = 1_000;
  private static final long PICOSECONDS_PER_MILLISECOND = 1_000_000_000;

  private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  private final MetricSink sink;
  private final long runTime;

  SafetyReport(MetricSink sink, long runTime) {
    this.sink = sink;
    this.runTime = runTime;
  }

  SafetyReport windows(WindowStatistics stale, WorstCaseStatistics worst) {
    count(
        "stale.windows", stale.count(), "pages unmapped, each with a stale window, even if short");
    total("stale", stale.totalTime, "from unmap until no device could reach the page any more");
    percentiles("stale", stale.time, "ps", "time from unmap until no device could reach the page");
    count("stale.accesses.total", stale.totalAccesses, "sum over windows of device accesses");
    percentiles("stale.accesses", stale.accesses, "count", "device accesses in a stale window");
    count("stale.unmaps.total", stale.totalUnmaps, "sum over windows of later unmaps");
    percentiles("stale.unmaps", stale.unmaps, "count", "later unmaps in a stale window");
    open("stale.open", stale.open, "stale windows open at the end of the run");
    count("worst.windows", worst.count(), "entries cleared or left behind after unmap");
    total("worst", worst.totalTime, "from unmap until an invalidation covered the page");
    percentiles("worst", worst.time, "ps", "time from unmap until an invalidation covered it");
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
    byteTime("reach.total", sums.total(), "reachable by devices");
    byteTime("reach.entitled", reach.entitled.exact(), "reachable in mapped buffers");
    byteTime("reach.sub-page", sums.subPage, "reachable beside a mapped buffer on its page");
    byteTime("reach.stale", sums.stale, "reachable after unmap");
    byteTime("reach.standing", sums.standing, "reachable though no buffer was ever mapped there");
    byteTime("reach.dedicated", sums.dedicated, "reachable in memory that holds nothing of others");
    byteTime(
        "rights.read", reach.excessRead.exact(), "readable in buffers mapped for writing only");
    byteTime(
        "rights.write", reach.excessWrite.exact(), "writable in buffers mapped for reading only");
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

  SafetyReport memory(SafetyTotals sums, PinnedMemory memory, InvalidationCounts invalidations) {
    byteTime("pinned.bytes", sums.pinned, "that had to stay in place because they were mapped");
    count("pinned.pages.peak", memory.peakPages(), "most pages mapped at once");
    count("pinned.pages.mapped", memory.pinnedEver(), "pages mapped in the whole run");
    count("mappings.peak", memory.peakMappings(), "most buffers mapped at once");
    count("invalidations.whole", invalidations.whole, "invalidations of a whole domain");
    count("invalidations.selective", invalidations.selective, "invalidations of chosen pages");
    count("invalidations.failed", invalidations.failed, "invalidations that the unit gave up");
    return this;
  }

  SafetyReport neighbours(NeighbourTracking tracking) {
    NeighbourAccounts accounts = tracking.accounts();
    for (NeighbourKind kind : NeighbourKind.ALL) {
      byteTime(
          "neighbours." + kind.id(),
          accounts.integral(kind),
          "reachable beside buffers or after their unmap " + kind.meaning());
    }
    byteTime(
        "neighbours.allocated.stale",
        accounts.integralAfter(NeighbourKind.ALLOCATED),
        "of allocated objects reachable after the unmap of the buffer on their page");
    metric(
        "neighbours.allocated.peak",
        tracking.peak(),
        "bytes",
        "most bytes of others' objects within reach of devices at one moment");
    long sites =
        accounts.all().stream()
            .filter(account -> account.kind == NeighbourKind.ALLOCATED)
            .filter(account -> account.integral().signum() != 0)
            .mapToInt(account -> account.who)
            .distinct()
            .count();
    count("neighbours.sites", sites, "call sites, by what they ask, with objects within reach");
    tracking.curve().report(sink);
    sink.text(NeighboursFile.NAME, NeighboursFile.text(accounts.rows(tracking.objects()), runTime));
    return this;
  }

  private void percentiles(String name, SpanStatistics spans, String unit, String what) {
    metric(name + ".p50", spans.percentile(50), unit, "median " + what);
    metric(name + ".p90", spans.percentile(90), unit, "90th percentile: " + what);
    metric(name + ".p99", spans.percentile(99), unit, "99th percentile: " + what);
    metric(name + ".max", spans.max(), unit, "largest " + what);
  }

  private void total(String name, WideSum picoseconds, String what) {
    long nanoseconds = rounded(picoseconds.exact(), PICOSECONDS_PER_NANOSECOND);
    metric(name + ".total", nanoseconds, "ns", "sum over pages of the time " + what);
  }

  private void open(String name, OpenWindows windows, String what) {
    count(name, windows.count(), what);
    total(name, windows.total(), "until the end of the run of " + what);
    metric(
        name + ".max", windows.longest(), "ps", "longest time until the end of the run: " + what);
  }

  private void byteTime(String name, BigInteger bytePicoseconds, String what) {
    metric(name, byteMilliseconds(bytePicoseconds), "byte-ms", "bytes times time " + what);
    long mean = rounded(bytePicoseconds.multiply(BigInteger.valueOf(1000)), runTime);
    metric(name + ".mean", mean, "bytes/1000", "bytes " + what + ", on average over the run");
  }

  /** Byte·milliseconds, rounded to the nearest. */
  static long byteMilliseconds(BigInteger bytePicoseconds) {
    return rounded(bytePicoseconds, PICOSECONDS_PER_MILLISECOND);
  }

  private static long rounded(BigInteger dividend, long divisor) {
    if (divisor == 0) {
      return 0;
    }
    BigInteger half = BigInteger.valueOf(divisor).shiftRight(1);
    return dividend.add(half).divide(BigInteger.valueOf(divisor)).min(MAX_LONG).longValue();
  }

  private void count(String name, long value, String meaning) {
    metric(name, value, "count", meaning);
  }

  private void metric(String name, long value, String unit, String meaning) {
    sink.metric("safety." + name, value, unit, meaning);
  }
}
