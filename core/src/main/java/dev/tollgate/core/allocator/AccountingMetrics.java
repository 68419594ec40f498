package dev.tollgate.core.allocator;

import dev.tollgate.core.metric.MetricSink;

/** The figures of an accounting, named {@code allocator.accounting.…}. */
final class AccountingMetrics {

  private static final String PREFIX = "allocator.accounting.";

  private AccountingMetrics() {}

  static void report(AccountingReport report, MetricSink sink) {
    long allocations = 0;
    long frees = 0;
    long failures = 0;
    long requested = 0;
    long allocated = 0;
    long liveRequested = 0;
    long liveAllocated = 0;
    long otherCpuFrees = 0;
    for (CallSiteUse use : report.uses()) {
      allocations += use.allocations();
      frees += use.frees();
      failures += use.failures();
      requested += use.requested();
      allocated += use.allocated();
      liveRequested += use.liveRequested();
      liveAllocated += use.liveAllocated();
      otherCpuFrees += use.otherCpuFrees();
    }
    count(sink, "allocations", allocations, "Objects that call sites took");
    count(sink, "frees", frees, "Objects that were given back");
    count(sink, "failures", failures, "Requests of call sites that got no memory");
    bytes(sink, "requested", requested, "Bytes that call sites asked for, ever");
    bytes(sink, "allocated", allocated, "Bytes that they were given, ever");
    bytes(sink, "live.requested", liveRequested, "Bytes asked for by what is live at the end");
    bytes(sink, "live.allocated", liveAllocated, "Bytes taken by what is live at the end");
    bytes(sink, "live.allocated.peak", report.peakAllocated(), "Most bytes taken at once");
    bytes(
        sink,
        "live.slack.peak",
        report.peakSlack(),
        "Most bytes taken beyond what was asked for, of what was live at once");
    count(
        sink,
        "frees.other-cpu",
        otherCpuFrees,
        "Objects given back on another CPU than they were taken on");
    count(sink, "frees.unknown", report.unknownFrees(), "Objects given back that were not live");
    count(
        sink,
        "replaced",
        report.replaced(),
        "Objects handed out where one was live, because the allocator's memory is corrupted");
  }

  private static void count(MetricSink sink, String name, long value, String meaning) {
    sink.metric(PREFIX + name, value, "count", meaning);
  }

  private static void bytes(MetricSink sink, String name, long value, String meaning) {
    sink.metric(PREFIX + name, value, "bytes", meaning);
  }
}
