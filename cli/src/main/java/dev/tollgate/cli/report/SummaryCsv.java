package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableSortedSet;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.tollgate.cli.claim.Cell;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.SummaryRecord;
import dev.tollgate.cli.results.SummaryRecord.SpreadRecord;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code summary.csv}: one row for each combination of an experiment whose runs are
 * repeated with several seeds, with the mean of every metric and the ends of its 95 % interval.
 */
public final class SummaryCsv {

  /** Its name in the folder of results. */
  public static final String NAME = "summary.csv";

  private SummaryCsv() {}

  /** Writes the content of the file; leaves the writer open. */
  public static void write(Results results, Writer writer) throws IOException {
    ImmutableSortedSet<String> metrics =
        results.summary().stream()
            .flatMap(summary -> summary.metrics().keySet().stream())
            .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo));
    List<String> axes = results.axes().stream().filter(axis -> !axis.equals(Cell.REPEAT)).toList();
    CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(writer);
    List<String> header = new ArrayList<>(axes);
    header.add("runs");
    header.add("same for all seeds");
    for (String metric : metrics) {
      header.add(metric);
      header.add(metric + ".low");
      header.add(metric + ".high");
    }
    csv.writeRecord(header);
    for (SummaryRecord summary : results.summary()) {
      List<String> row = new ArrayList<>();
      axes.forEach(axis -> row.add(summary.coordinates().getOrDefault(axis, "")));
      row.add(Integer.toString(summary.runs().size()));
      row.add(Boolean.toString(summary.sameForAllSeeds()));
      for (String metric : metrics) {
        SpreadRecord spread = summary.metrics().get(metric);
        row.add(text(spread == null ? null : spread.mean()));
        row.add(text(spread == null ? null : spread.low()));
        row.add(text(spread == null ? null : spread.high()));
      }
      csv.writeRecord(row);
    }
    csv.flush();
  }

  private static String text(@Nullable BigDecimal value) {
    return value == null ? "" : value.toPlainString();
  }
}
