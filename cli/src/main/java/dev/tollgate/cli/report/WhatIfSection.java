package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.Results;

/** What recorded machines would have paid and exposed under other policies than their own. */
final class WhatIfSection implements ReportSection {

  @Override
  public boolean appliesTo(Results results) {
    return !WhatIf.of(results).isEmpty();
  }

  @Override
  public void write(Html html, Results results) {
    html.open("section", "id", "what-if");
    html.element("h2", "What if another policy had been chosen");
    html.element(
        "p",
        "The policy that a trace was recorded under, and what others would have cost and left open"
            + " for the same work, against it on the same IOMMU. Stale bytes are an average over"
            + " the run.",
        "class",
        "caption");
    for (WhatIf one : WhatIf.of(results)) {
      html.element("p", one.heading());
      ImmutableList.Builder<ImmutableList<String>> rows = ImmutableList.builder();
      for (WhatIf.Line line : one.rows()) {
        rows.add(ImmutableList.<String>builder().add(line.name()).addAll(line.cells()).build());
      }
      new HtmlTable(1, WhatIf.COLUMNS, rows.build()).write(html);
    }
    html.close();
  }
}
