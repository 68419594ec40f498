package dev.tollgate.iommu.dart;

import dev.tollgate.core.iommu.Iotlb;
import dev.tollgate.core.iommu.TranslationFault.Reason;
import dev.tollgate.core.iommu.TranslationFaultLog;
import dev.tollgate.core.machine.TimedLock;
import dev.tollgate.core.metric.MetricSink;
import java.util.function.ToLongFunction;

/** The figures of a run. */
final class DartReport {

  private static final String COUNT = "count";
  private static final String BYTES = "bytes";
  private static final String PICOSECONDS = "ps";

  private final DartDriver driver;
  private final MetricSink sink;

  private DartReport(DartDriver driver, MetricSink sink) {
    this.driver = driver;
    this.sink = sink;
  }

  static void report(DartDriver driver, long bypassed, MetricSink sink) {
    DartReport report = new DartReport(driver, sink);
    report.tlb();
    report.invalidations();
    report.accesses(bypassed);
    report.table();
    report.pages();
    report.locks();
  }

  private void metric(String name, long value, String unit, String meaning) {
    sink.metric("iommu." + name, value, unit, meaning);
  }

  private void tlb() {
    Iotlb tlb = driver.bridge().tlb();
    metric("iotlb.hits", tlb.hits(), COUNT, "look-ups the TLB answered");
    metric("iotlb.misses", tlb.misses(), COUNT, "look-ups the TLB could not answer");
    metric("iotlb.fills", tlb.fills(), COUNT, "entries fetched from the table");
    metric("iotlb.evictions", tlb.evictions(), COUNT, "cached entries that gave way to others");
    metric(
        "iotlb.invalidations",
        tlb.invalidations(),
        COUNT,
        "cached entries dropped by flushes and orders to forget one page");
  }

  private void invalidations() {
    Invalidation done = driver.invalidation();
    metric("flushes", done.flushes(), COUNT, "flushes of the whole TLB");
    metric("flushes.aborted", done.flushesAborted(), COUNT, "flushes given up, nothing forgotten");
    metric(
        "flushes.repeated",
        done.flushesRepeated(),
        COUNT,
        "times the flush bit was cleared and set again");
    metric("pages-forgotten", done.pages(), COUNT, "orders to forget one page");
    metric(
        "pages-forgotten.aborted",
        done.pagesAborted(),
        COUNT,
        "orders to forget one page that were given up");
    metric(
        "polls",
        done.polls(),
        COUNT,
        "reads of the control register that waited for a bit to clear");
    metric("panics", done.panics(), COUNT, "times the kernel would have panicked");
    metric(
        "panics.first",
        done.firstPanicAt(),
        PICOSECONDS,
        "when the kernel would have panicked first; -1: never");
  }

  private void accesses(long bypassed) {
    TranslationFaultLog refused = driver.bridge().refused();
    metric("faults", refused.total(), COUNT, "accesses refused");
    metric(
        "faults.not-present",
        refused.total(Reason.NOT_PRESENT),
        COUNT,
        "accesses refused because the entry was not valid");
    metric(
        "faults.outside-table",
        refused.total(Reason.OUTSIDE_TABLE),
        COUNT,
        "accesses refused because the table does not reach so far");
    metric(
        "dummy.reads",
        driver.bridge().dummyReads(),
        COUNT,
        "accesses of devices that read the dummy page");
    metric(
        "dummy.writes",
        driver.bridge().dummyWrites(),
        COUNT,
        "accesses of devices that wrote the dummy page");
    metric("bypassed", bypassed, COUNT, "accesses of devices that are not translated");
  }

  private void table() {
    DartTable table = driver.table();
    metric("table.bytes", table.bytes(), BYTES, "memory of the table");
    metric("table.chunk", DartDriver.chunkBytes(), BYTES, "memory kept for the table, used or not");
    metric("bitmap.bytes", driver.allocator().pages().bytes(), BYTES, "memory of the bitmap");
    metric("table.stores", table.stores(), COUNT, "entries stored, those of unmaps included");
    metric(
        "table.entries", table.live(), COUNT, "entries that lead past the dummy page, at the end");
    metric(
        "table.unowned",
        DartCheck.unownedEntries(driver),
        COUNT,
        "entries that lead past the dummy page though their I/O page is free, at the end");
    metric(
        "table.reached",
        driver.bridge().tableReaches(),
        COUNT,
        "times an entry that lets devices write to the table was cached");
    metric(
        "table.digest", table.digest(), "fnv1a", "64-bit FNV-1a digest of the table, at the end");
  }

  private void pages() {
    DartAllocator allocator = driver.allocator();
    PageBitmap pages = allocator.pages();
    metric("pages.used", pages.used(), COUNT, "I/O pages taken, at the end");
    metric("pages.peak", pages.usedPeak(), COUNT, "most I/O pages taken");
    metric("pages.reserved", pages.reserved(), COUNT, "I/O pages never handed out");
    metric(
        "pages.hint",
        allocator.hint(),
        "I/O page",
        "where the next search for up to 15 pages would begin");
    metric(
        "pages.large-hint",
        allocator.largeHint(),
        "I/O page",
        "where the next search for more than 15 pages would begin");
  }

  private void locks() {
    metric(
        "lock.taken",
        overLocks(TimedLock::acquisitions),
        COUNT,
        "times the driver's locks were taken");
    metric(
        "lock.held",
        overLocks(TimedLock::totalHeldPicoseconds),
        PICOSECONDS,
        "time the driver's locks were held");
  }

  private long overLocks(ToLongFunction<TimedLock> figure) {
    return figure.applyAsLong(driver.lock().lock())
        + driver.allocator().locks().stream().mapToLong(figure).sum();
  }
}
