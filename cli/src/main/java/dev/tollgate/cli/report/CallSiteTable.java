package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.AccountingRecord;
import dev.tollgate.cli.results.CallSiteRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Tables of what places in the kernel took and hold, with slack, high-water marks and ages. */
public final class CallSiteTable {

  /** What all places are sorted by unless told otherwise. */
  public static final ImmutableList<CallSiteOrder> ORDER =
      ImmutableList.of(CallSiteOrder.LIVE, CallSiteOrder.PEAK, CallSiteOrder.BYTES);

  /** What leaks are sorted by unless told otherwise. */
  public static final ImmutableList<CallSiteOrder> LEAK_ORDER =
      ImmutableList.of(CallSiteOrder.AGE, CallSiteOrder.LIVE);

  private static final long PICOSECONDS_PER_MICROSECOND = 1_000_000;

  private CallSiteTable() {}

  /** Every place with all it took. */
  public static String text(AccountingRecord account, List<CallSiteOrder> orders, int lines) {
    ImmutableList<CallSiteRecord> rows = CallSiteOrder.sorted(account.callSites(), orders);
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        List.of(
            "caller",
            "source",
            "allocs",
            "frees",
            "failed",
            "allocated",
            "slack",
            "live",
            "bytes",
            "slack",
            "peak",
            "peak slack",
            "oldest"));
    for (CallSiteRecord row : rows.subList(0, Math.min(lines, rows.size()))) {
      cells.add(
          List.of(
              row.site().kernelText(),
              row.source(),
              number(row.allocations()),
              number(row.frees()),
              number(row.failures()),
              number(row.allocated()),
              number(row.slack()),
              number(row.liveObjects()),
              number(row.liveAllocated()),
              number(row.liveSlack()),
              number(row.peakAllocated()),
              number(row.peakSlack()),
              age(row, row.oldest())));
    }
    StringBuilder text = new StringBuilder(table(cells));
    more(text, rows.size(), lines);
    text.append(
        """

        most bytes taken at once    %d
        most slack at once          %d
        most slack of one object    %d (%s)
        unknown frees               %d
        """
            .formatted(
                account.peakAllocated(),
                account.peakSlack(),
                account.largestSlack(),
                account.largestSlackCaller(),
                account.unknownFrees()));
    return text.toString();
  }

  /** The places that still hold objects at the end. */
  public static String leaks(AccountingRecord account, List<CallSiteOrder> orders, int lines) {
    ImmutableList<CallSiteRecord> rows =
        CallSiteOrder.sorted(
            account.callSites().stream().filter(row -> row.liveObjects() > 0).toList(), orders);
    StringBuilder text = new StringBuilder(1 << 12);
    text.append(
        "live at %s s: %d objects of %d call sites and sources, %d bytes, %d of them slack\n\n"
            .formatted(
                seconds(account.time()),
                rows.stream().mapToLong(CallSiteRecord::liveObjects).sum(),
                rows.size(),
                rows.stream().mapToLong(CallSiteRecord::liveAllocated).sum(),
                rows.stream().mapToLong(CallSiteRecord::liveSlack).sum()));
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        List.of("caller", "source", "objects", "bytes", "slack", "oldest", "mean age", "youngest"));
    for (CallSiteRecord row : rows.subList(0, Math.min(lines, rows.size()))) {
      cells.add(
          List.of(
              row.site().kernelText(),
              row.source(),
              number(row.liveObjects()),
              number(row.liveAllocated()),
              number(row.liveSlack()),
              seconds(row.oldest()),
              seconds(row.meanAge()),
              seconds(row.youngest())));
    }
    text.append(table(cells));
    more(text, rows.size(), lines);
    return text.toString();
  }

  private static void more(StringBuilder text, int rows, int lines) {
    if (lines < rows) {
      text.append("… and %d more\n".formatted(rows - lines));
    }
  }

  private static String table(List<List<String>> cells) {
    TextTable table = new TextTable();
    cells.forEach(table::add);
    List<String> separators = new ArrayList<>(Collections.nCopies(cells.get(0).size(), "  "));
    separators.set(0, "");
    StringBuilder text = new StringBuilder(1 << 12);
    for (int row = 0; row < cells.size(); row++) {
      text.append(table.line(row, separators)).append('\n');
    }
    return text.toString();
  }

  private static String number(long value) {
    return Long.toString(value);
  }

  private static String age(CallSiteRecord row, long picoseconds) {
    return row.liveObjects() == 0 ? "" : seconds(picoseconds);
  }

  private static String seconds(long picoseconds) {
    long microseconds = picoseconds / PICOSECONDS_PER_MICROSECOND;
    return String.format(
        Locale.ROOT, "%d.%06d", microseconds / 1_000_000, microseconds % 1_000_000);
  }
}
