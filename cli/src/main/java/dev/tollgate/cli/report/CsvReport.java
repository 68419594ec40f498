package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.tollgate.cli.results.FailureRecord;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import dev.tollgate.cli.results.RunRecord.OutcomeRecord;
import dev.tollgate.cli.results.SpecRecord;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The file {@code results.csv}: one row for each run, with what it was, how it ended and every
 * metric. Empty cells: a coordinate that does not matter to the run, or a figure that is unknown.
 */
public final class CsvReport {

  /** Its name in the folder of results. */
  public static final String NAME = "results.csv";

  private static final ImmutableList<String> BEFORE_AXES = ImmutableList.of("run");
  private static final ImmutableList<String> AFTER_AXES =
      ImmutableList.of(
          "spec.machine",
          "spec.costs",
          "spec.iommu",
          "spec.policy",
          "spec.workload",
          "spec.seed",
          "status",
          "message",
          "notes");

  /** A column only where any run has an allocator. */
  private static final String ALLOCATOR = "spec.allocator";

  /** A column only where any run is not on bare metal. */
  private static final String ENVIRONMENT = "spec.environment";

  private CsvReport() {}

  /** Writes the content of the file; leaves the writer open. */
  public static void write(Results results, Writer writer) throws IOException {
    ImmutableSortedSet<String> metrics =
        results.runs().stream()
            .flatMap(run -> run.metrics().keySet().stream())
            .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo));
    CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(writer);
    List<String> header = new ArrayList<>(BEFORE_AXES);
    header.addAll(results.axes());
    boolean allocates = results.runs().stream().anyMatch(run -> run.spec().allocates());
    header.addAll(AFTER_AXES);
    if (allocates) {
      header.add(ALLOCATOR);
    }
    boolean hosted =
        results.runs().stream()
            .anyMatch(run -> !run.spec().environment().equals(SpecRecord.BARE_METAL));
    if (hosted) {
      header.add(ENVIRONMENT);
    }
    header.addAll(metrics);
    csv.writeRecord(header);
    for (RunRecord run : results.runs()) {
      csv.writeRecord(row(run, results.axes(), allocates, hosted, metrics));
    }
    csv.flush();
  }

  private static String message(RunRecord run) {
    FailureRecord failure = run.failure();
    OutcomeRecord outcome = run.outcome();
    if (failure != null) {
      return failure.message();
    }
    return outcome == null ? "" : outcome.message();
  }

  private static List<String> row(
      RunRecord run,
      Iterable<String> axes,
      boolean allocates,
      boolean hosted,
      Iterable<String> metrics) {
    List<String> row = new ArrayList<>();
    row.add(Integer.toString(run.number()));
    Map<String, String> coordinates = run.coordinates();
    axes.forEach(axis -> row.add(coordinates.getOrDefault(axis, "")));
    SpecRecord spec = run.spec();
    row.add(spec.machine().name());
    row.add(spec.costProfile());
    row.add(spec.iommu());
    row.add(spec.policy());
    row.add(spec.workload());
    row.add(Long.toString(spec.seed()));
    FailureRecord failure = run.failure();
    row.add(failure == null ? "finished" : failure.kind().words());
    row.add(message(run));
    row.add(String.join("; ", run.notes()));
    if (allocates) {
      row.add(spec.allocates() ? spec.allocator() : "");
    }
    if (hosted) {
      row.add(spec.environment());
    }
    for (String metric : metrics) {
      Figure figure = run.figure(metric);
      row.add(figure == null ? "" : Long.toString(figure.value()));
    }
    return row;
  }
}
