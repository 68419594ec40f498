package dev.tollgate.cli.report;

import dev.tollgate.cli.results.Results;

/** Runs that failed, and what else must be known before anything is read; first of all. */
final class FailureSection implements ReportSection {

  @Override
  public boolean appliesTo(Results results) {
    return !results.complete()
        || !results.warnings().isEmpty()
        || !Notes.caveats(results).isEmpty();
  }

  @Override
  public void write(Html html, Results results) {
    html.open("section", "id", "failures", "class", "alert");
    html.element("h2", results.complete() ? "Before you read on" : "Failed runs");
    html.open("ul");
    for (Notes.Failure failure : Notes.failures(results)) {
      html.open("li");
      html.element("strong", failure.where());
      html.text(": " + failure.kind().words() + ": ").element("code", failure.message());
      html.close();
    }
    Notes.caveats(results).forEach(caveat -> html.element("li", caveat));
    results.warnings().forEach(warning -> html.element("li", "Warning: " + warning));
    html.close();
    html.close();
  }
}
