package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.CallSiteRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The table of {@code perf kmem stat --caller}, column by column (tools/perf/builtin-kmem.c, Linux
 * 6.1). One row for each place, all sources together. The line "Cross CPU allocations" is left out:
 * it counts requests for a node that is not the CPU's, which are not told apart here.
 */
public final class PerfKmemTable {

  /** What perf sorts by unless told otherwise. */
  public static final ImmutableList<CallSiteOrder> ORDER =
      ImmutableList.of(CallSiteOrder.FRAG, CallSiteOrder.HIT, CallSiteOrder.BYTES);

  private static final String LINE = "-".repeat(105) + "\n";

  private PerfKmemTable() {}

  /**
   * The table and its summary.
   *
   * @param lines most rows to show
   */
  public static String text(List<CallSiteRecord> records, List<CallSiteOrder> orders, int lines) {
    StringBuilder text = new StringBuilder(1 << 14);
    text.append(LINE);
    text.append(String.format(Locale.ROOT, " %-34s |", "Callsite"));
    text.append(" Total_alloc/Per | Total_req/Per   | Hit      | Ping-pong | Frag\n");
    text.append(LINE);
    ImmutableList<CallSiteRecord> rows = CallSiteOrder.sorted(bySite(records), orders);
    for (CallSiteRecord row : rows.subList(0, Math.min(lines, rows.size()))) {
      long hits = row.allocations();
      text.append(
          String.format(
              Locale.ROOT,
              " %-34s | %9d/%-5d | %9d/%-5d | %8d | %9d | %6.3f%%\n",
              row.site().perfText(),
              row.allocated(),
              row.allocated() / hits,
              row.requested(),
              row.requested() / hits,
              hits,
              row.otherCpuFrees(),
              CallSiteOrder.fragmentation(row)));
    }
    if (lines < rows.size()) {
      text.append(
          " ...                                | ...             | ...             | ...      |"
              + " ...       | ...   \n");
    }
    text.append(LINE);
    return text.append(summary(records)).toString();
  }

  private static String summary(List<CallSiteRecord> records) {
    long requested = 0;
    long allocated = 0;
    long live = 0;
    for (CallSiteRecord record : records) {
      requested += record.requested();
      allocated += record.allocated();
      live += record.liveAllocated();
    }
    StringBuilder text = new StringBuilder();
    text.append("\nSUMMARY (SLAB allocator)\n========================\n");
    text.append(String.format(Locale.ROOT, "Total bytes requested: %d\n", requested));
    text.append(String.format(Locale.ROOT, "Total bytes allocated: %d\n", allocated));
    text.append(String.format(Locale.ROOT, "Total bytes freed:     %d\n", allocated - live));
    if (live > 0) {
      text.append(String.format(Locale.ROOT, "Net total bytes allocated: %d\n", live));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "Total bytes wasted on internal fragmentation: %d\n",
            allocated - requested));
    text.append(
        String.format(
            Locale.ROOT,
            "Internal fragmentation: %f%%\n",
            CallSiteOrder.fragmentation(requested, allocated)));
    return text.toString();
  }

  /** The rows of each place added up; places that never got anything are left out. */
  private static ImmutableList<CallSiteRecord> bySite(List<CallSiteRecord> records) {
    Map<String, CallSiteRecord> sites = new LinkedHashMap<>();
    for (CallSiteRecord record : records) {
      if (record.allocations() > 0) {
        sites.merge(record.caller(), record, PerfKmemTable::sum);
      }
    }
    return ImmutableList.copyOf(sites.values());
  }

  private static CallSiteRecord sum(CallSiteRecord a, CallSiteRecord b) {
    return new CallSiteRecord(
        a.caller(),
        "",
        a.allocations() + b.allocations(),
        a.frees() + b.frees(),
        a.failures() + b.failures(),
        a.requested() + b.requested(),
        a.allocated() + b.allocated(),
        a.liveRequested() + b.liveRequested(),
        a.liveAllocated() + b.liveAllocated(),
        a.peakObjects() + b.peakObjects(),
        a.peakAllocated() + b.peakAllocated(),
        a.peakSlack() + b.peakSlack(),
        a.otherCpuFrees() + b.otherCpuFrees(),
        Math.max(a.oldest(), b.oldest()),
        Math.max(a.meanAge(), b.meanAge()),
        Math.min(a.youngest(), b.youngest()));
  }
}
