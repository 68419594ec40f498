package dev.tollgate.cli.report;

import dev.tollgate.cli.results.Results;

/** A part of the HTML report with its own heading. */
public interface ReportSection {

  /** Whether there is anything to show. */
  default boolean appliesTo(Results results) {
    return true;
  }

  /** Writes the part. */
  void write(Html html, Results results);
}
