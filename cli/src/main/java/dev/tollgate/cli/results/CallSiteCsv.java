package dev.tollgate.cli.results;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** The file {@code kmalloc.csv}: one row for each place in the kernel and source. */
public final class CallSiteCsv {

  /** Name of the file in a run's folder. */
  public static final String NAME = "kmalloc.csv";

  private static final List<String> HEADER =
      List.of(
          "caller",
          "source",
          "allocations",
          "frees",
          "failures",
          "requested",
          "allocated",
          "slack",
          "live_objects",
          "live_requested",
          "live_allocated",
          "live_slack",
          "peak_objects",
          "peak_allocated",
          "peak_slack",
          "other_cpu_frees",
          "oldest_ps",
          "mean_age_ps",
          "youngest_ps");

  private CallSiteCsv() {}

  /** The content of the file; bytes, counts and picoseconds. */
  public static String text(List<CallSiteRecord> callSites) {
    StringWriter text = new StringWriter();
    CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text);
    csv.writeRecord(HEADER);
    for (CallSiteRecord site : callSites) {
      csv.writeRecord(
          site.caller(),
          site.source(),
          Long.toString(site.allocations()),
          Long.toString(site.frees()),
          Long.toString(site.failures()),
          Long.toString(site.requested()),
          Long.toString(site.allocated()),
          Long.toString(site.slack()),
          Long.toString(site.liveObjects()),
          Long.toString(site.liveRequested()),
          Long.toString(site.liveAllocated()),
          Long.toString(site.liveSlack()),
          Long.toString(site.peakObjects()),
          Long.toString(site.peakAllocated()),
          Long.toString(site.peakSlack()),
          Long.toString(site.otherCpuFrees()),
          Long.toString(site.oldest()),
          Long.toString(site.meanAge()),
          Long.toString(site.youngest()));
    }
    try {
      csv.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Not from memory.
    }
    return text.toString();
  }
}
