package dev.tollgate.iommu.calgary;

import dev.tollgate.core.iommu.TranslationFault.Reason;
import dev.tollgate.core.metric.MetricSink;
import java.util.List;
import java.util.function.ToLongFunction;

/** The figures of a run, summed over all buses unless they say otherwise. */
final class CalgaryReport {

  private static final String COUNT = "count";
  private static final String BYTES = "bytes";
  private static final String PICOSECONDS = "ps";

  private final List<BusDriver> drivers;
  private final MetricSink sink;

  private CalgaryReport(List<BusDriver> drivers, MetricSink sink) {
    this.drivers = drivers;
    this.sink = sink;
  }

  static void report(List<BusDriver> drivers, TableMemory tables, MetricSink sink) {
    CalgaryReport report = new CalgaryReport(drivers, sink);
    report.tceCache();
    report.flushes();
    report.faults();
    report.tables(tables);
    report.pages();
    report.lock();
  }

  private void sum(String name, String unit, String meaning, ToLongFunction<BusDriver> figure) {
    sink.metric("iommu." + name, drivers.stream().mapToLong(figure).sum(), unit, meaning);
  }

  private void tceCache() {
    sum("iotlb.hits", COUNT, "Look-ups the TCE cache answered", d -> d.bridge().tceCache().hits());
    sum(
        "iotlb.misses",
        COUNT,
        "Look-ups the TCE cache could not answer",
        d -> d.bridge().tceCache().misses());
    sum("iotlb.fills", COUNT, "Entries fetched from a table", d -> d.bridge().tceCache().fills());
    sum(
        "iotlb.evictions",
        COUNT,
        "Cached entries that gave way to others",
        d -> d.bridge().tceCache().evictions());
    sum(
        "iotlb.invalidations",
        COUNT,
        "Cached entries dropped by flushes",
        d -> d.bridge().tceCache().invalidations());
  }

  private void flushes() {
    sum("flushes", COUNT, "Flushes of a whole bus's TCE cache", BusDriver::flushes);
    sum("flushes.aborted", COUNT, "Flushes given up, nothing forgotten", BusDriver::abortedFlushes);
    sum(
        "flushes.not-quiesced",
        COUNT,
        "Times a flush went on although the bus had not come to rest",
        d -> d.procedure().notQuiesced());
    sum("quiesce.polls", COUNT, "Looks at a split queue", d -> d.procedure().polls());
    sum("quiesce.stops", COUNT, "Times a bus was stopped", d -> d.bridge().traffic().stops());
    sum(
        "quiesce.standstill",
        PICOSECONDS,
        "Time buses stood still for flushes",
        BusDriver::standstillPicoseconds);
  }

  private void faults() {
    sum("faults", COUNT, "Accesses refused", d -> d.bridge().faultCount());
    sum(
        "faults.not-present",
        COUNT,
        "Accesses refused because no entry was valid",
        d -> d.bridge().faults().total(Reason.NOT_PRESENT));
    sum(
        "faults.forbidden",
        COUNT,
        "Accesses refused because the entry forbade them",
        d ->
            d.bridge().faults().total(Reason.WRITE_FORBIDDEN)
                + d.bridge().faults().total(Reason.READ_FORBIDDEN));
    sum(
        "faults.outside-table",
        COUNT,
        "Accesses refused because the table does not reach so far",
        d -> d.bridge().faults().total(Reason.OUTSIDE_TABLE));
    sum(
        "refused-by-dead-bus",
        COUNT,
        "Accesses of devices on buses that the watchdog had switched off",
        d -> d.bridge().faults().total(Reason.BUS_STOPPED));
    sum(
        "passed-by",
        COUNT,
        "Accesses to addresses that belong to the bus and are not translated",
        d -> d.bridge().passedBy());
    sum(
        "watchdog.looks",
        COUNT,
        "Times the watchdog read a bus's status",
        d -> d.watchdog().looks());
    sum(
        "watchdog.dead-buses",
        COUNT,
        "Buses that the watchdog switched off",
        d -> d.watchdog().busDeathAt() == Watchdog.NEVER ? 0 : 1);
    sink.metric(
        "iommu.watchdog.first-bus-death",
        drivers.stream()
            .mapToLong(d -> d.watchdog().busDeathAt())
            .filter(time -> time != Watchdog.NEVER)
            .min()
            .orElse(Watchdog.NEVER),
        PICOSECONDS,
        "When the watchdog switched the first bus off; -1: never");
    sink.metric(
        "iommu.watchdog.longest-delay",
        drivers.stream()
            .filter(d -> d.watchdog().busDeathAt() != Watchdog.NEVER)
            .mapToLong(d -> d.watchdog().busDeathAt() - d.bridge().firstFaultAt())
            .max()
            .orElse(Watchdog.NEVER),
        PICOSECONDS,
        "Longest time from a bus's first fault until the watchdog saw it; -1: it saw none");
  }

  private void tables(TableMemory tables) {
    sum("table.bytes", BYTES, "Memory of the tables", d -> d.table().size().bytes());
    sum("bitmap.bytes", BYTES, "Memory of the bitmaps", d -> d.allocator().bitmapBytes());
    sum("table.stores", COUNT, "Entries stored, cleared ones included", d -> d.table().stores());
    sum("table.entries", COUNT, "Entries that translate, at the end", d -> d.table().valid());
    sum(
        "table.unowned",
        COUNT,
        "Entries that translate though their I/O page is free, at the end",
        CalgaryCheck::unownedEntries);
    sink.metric(
        "iommu.table.reached",
        tables.reached(),
        COUNT,
        "Times an entry that lets devices write to a translation table was cached");
    for (BusDriver driver : drivers) {
      sink.metric(
          perBus("iommu.table.digest", driver),
          driver.table().digest(),
          "fnv1a",
          "64-bit FNV-1a digest of the table's bytes, at the end");
    }
  }

  private void pages() {
    sum("pages.used", COUNT, "I/O pages taken, at the end", d -> d.allocator().used());
    sum("pages.peak", COUNT, "Most I/O pages taken", d -> d.allocator().bitmap().usedPeak());
    sum(
        "pages.reserved",
        COUNT,
        "I/O pages never handed out",
        d -> d.allocator().reserved().pages());
    sum(
        "pages.ignored-unmaps",
        COUNT,
        "Unmaps of emergency pages, which the driver ignores",
        BusDriver::ignoredUnmaps);
    for (BusDriver driver : drivers) {
      sink.metric(
          perBus("iommu.pages.hint", driver),
          driver.allocator().bitmap().hint(),
          "I/O page",
          "Where the next search would begin");
    }
  }

  private void lock() {
    sum("lock.taken", COUNT, "Times a table's lock was taken", d -> d.lock().lock().acquisitions());
    sum(
        "lock.held",
        PICOSECONDS,
        "Time tables' locks were held",
        d -> d.lock().lock().totalHeldPicoseconds());
  }

  /** The name itself where there is one bus, else with the bus's number. */
  private String perBus(String name, BusDriver driver) {
    return drivers.size() == 1 ? name : name + ".bus" + driver.bus();
  }
}
