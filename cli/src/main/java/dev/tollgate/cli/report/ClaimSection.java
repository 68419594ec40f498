package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.ClaimRecord;
import dev.tollgate.cli.results.ClaimRecord.MeasuredRecord;
import dev.tollgate.cli.results.Results;

/** The claims of the experiment: what was claimed, what was measured, met or not. */
final class ClaimSection implements ReportSection {

  @Override
  public boolean appliesTo(Results results) {
    return !results.claims().isEmpty();
  }

  @Override
  public void write(Html html, Results results) {
    html.open("section", "id", "claims");
    html.element("h2", "Claims: " + ClaimText.summary(results));
    html.element(
        "p",
        "Each sentence stands in the experiment with the band of values that meets it.",
        "class",
        "caption");
    html.open("div", "class", "scroll").open("table");
    html.open("thead").open("tr");
    html.element("th", "", "class", "text");
    html.element("th", "Claim", "class", "text");
    html.element("th", "Measured", "class", "number");
    html.element("th", "Band", "class", "number");
    html.element("th", "How", "class", "text");
    html.close().close().open("tbody");
    results.claims().forEach(claim -> row(html, claim));
    html.close().close().close().close();
  }

  private static void row(Html html, ClaimRecord claim) {
    MeasuredRecord measured = claim.measured();
    html.open("tr");
    html.element("td", verdict(claim), "class", claim.met() ? "text good" : "text bad");
    html.open("td", "class", "text wide");
    html.element("strong", claim.id());
    html.single("br");
    html.text(claim.sentence());
    if (!claim.source().isEmpty()) {
      html.text(" (" + claim.source() + ")");
    }
    html.close();
    html.element(
        "td",
        measured == null ? "–" : ClaimText.shown(measured.value()) + " " + measured.unit(),
        "class",
        "number");
    html.element("td", claim.band().text(), "class", "number");
    html.open("td", "class", "text wide");
    html.text(claim.measure());
    html.single("br");
    String reason = claim.notMeasurable();
    html.text(reason == null ? ClaimText.basis(claim) : "not measurable: " + reason);
    ImmutableList<String> outside = ClaimText.outside(claim);
    if (!outside.isEmpty()) {
      html.open("details").element("summary", "Where it is not met");
      for (String point : outside) {
        html.element("div", "not met at " + point);
      }
      html.close();
    }
    html.close().close();
  }

  private static String verdict(ClaimRecord claim) {
    return claim.met() ? "met" : claim.measured() == null ? "not measurable" : "not met";
  }
}
