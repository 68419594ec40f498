package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.InapplicableRecord;
import dev.tollgate.cli.results.Results;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What the results do not say: combinations that make no sense, and figures no input could show.
 */
final class GapSection implements ReportSection {

  @Override
  public boolean appliesTo(Results results) {
    return !results.notApplicable().isEmpty() || !Notes.unobservable(results).isEmpty();
  }

  @Override
  public void write(Html html, Results results) {
    html.open("section", "id", "gaps");
    html.element("h2", "What is not shown, and why");
    if (!results.notApplicable().isEmpty()) {
      html.element("h3", "Not applicable");
      html.open("div", "id", "not-applicable");
      combinations(results).write(html);
      html.close();
    }
    if (!Notes.unobservable(results).isEmpty()) {
      html.element("h3", "Not observable");
      html.open("ul", "id", "not-observable");
      Notes.unobservable(results)
          .asMap()
          .forEach(
              (reason, prefixes) -> {
                html.open("li").element("code", String.join(", ", prefixes));
                html.text(": " + reason).close();
              });
      html.close();
    }
    html.close();
  }

  /** Each combination once, however many scenes it was asked for in. */
  private static HtmlTable combinations(Results results) {
    boolean allocates =
        results.notApplicable().stream().anyMatch(gap -> !gap.allocator().equals("none"));
    Set<ImmutableList<String>> rows = new LinkedHashSet<>();
    for (InapplicableRecord gap : results.notApplicable()) {
      ImmutableList.Builder<String> row = ImmutableList.builder();
      row.add(gap.iommu(), gap.policy());
      if (allocates) {
        row.add(gap.allocator());
      }
      rows.add(row.add(gap.reason()).build());
    }
    ImmutableList<String> heading =
        allocates
            ? ImmutableList.of("IOMMU", "Policy", "Allocator", "Reason")
            : ImmutableList.of("IOMMU", "Policy", "Reason");
    return new HtmlTable(heading.size(), heading, ImmutableList.copyOf(rows));
  }
}
