package dev.tollgate.cli.frontier;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.report.Html;
import dev.tollgate.cli.report.HtmlTable;
import dev.tollgate.cli.report.Notes;
import dev.tollgate.cli.report.ReportResources;
import dev.tollgate.cli.results.InapplicableRecord;
import dev.tollgate.cli.results.Results;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The file {@code frontier.html}: price against each safety meter on one page that needs nothing
 * else. Tables stand on it as plain HTML, for browsers that run no scripts.
 */
public final class FrontierPage {

  /** Its name in the folder of results. */
  public static final String NAME = "frontier.html";

  private static final String SECURITY =
      "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";

  private FrontierPage() {}

  /**
   * The content of the file.
   *
   * @param advice for each frontier, or nothing if no constraints were given
   */
  public static String of(Results results, List<Frontier> frontiers, List<Advice> advice) {
    String title = results.title().isEmpty() ? "Frontier" : results.title();
    Html html = new Html();
    html.open("html", "lang", "en").open("head");
    html.single("meta", "charset", "utf-8");
    html.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.single("meta", "name", "color-scheme", "content", "light dark");
    html.single("meta", "http-equiv", "Content-Security-Policy", "content", SECURITY);
    html.element("title", title);
    html.open("style").raw(ReportResources.text("report.css")).close();
    html.open("style").raw(ReportResources.text("frontier.css")).close();
    html.close().open("body").open("main");
    html.open("header").element("h1", title).element("p", lead(frontiers), "class", "lead").close();
    advice(html, frontiers, advice);
    chart(html, frontiers);
    frontiers.forEach(frontier -> combinations(html, frontier));
    gaps(html, results, frontiers);
    html.close();
    html.open("footer");
    html.element(
        "p",
        "Made by Tollgate %s from a simulation: cycles are counted steps times prices of stated source."
            .formatted(results.tollgate()));
    html.close();
    html.open("script", "type", "application/json", "id", "frontiers");
    html.raw(FrontierData.json(frontiers, advice)).close();
    html.open("script").raw(ReportResources.text("frontier.js")).close();
    html.close().close();
    return "<!DOCTYPE html>\n" + html;
  }

  private static String lead(List<Frontier> frontiers) {
    long all = frontiers.stream().mapToLong(frontier -> frontier.contenders().size()).sum();
    long front =
        frontiers.stream()
            .mapToLong(
                frontier -> {
                  long count = 0;
                  for (int number = 0; number < frontier.contenders().size(); number++) {
                    count += frontier.dominance().isOnFront(number) ? 1 : 0;
                  }
                  return count;
                })
            .sum();
    return "%d combinations, of which nothing beats %d in price and all safety meters"
        .formatted(all, front);
  }

  private static void advice(Html html, List<Frontier> frontiers, List<Advice> advice) {
    if (advice.isEmpty()) {
      return;
    }
    html.open("section", "id", "advice").element("h2", "What to take");
    for (int number = 0; number < frontiers.size(); number++) {
      Frontier frontier = frontiers.get(number);
      if (!frontier.scene().isEmpty()) {
        html.element("h3", frontier.scene());
      }
      List<String> lines = AdviceText.of(frontier, advice.get(number));
      html.element("p", lines.get(0), "class", "recommendation");
      html.open("ul");
      lines.subList(1, lines.size()).forEach(line -> html.element("li", line.strip()));
      html.close();
    }
    html.close();
  }

  private static void chart(Html html, List<Frontier> frontiers) {
    html.open("section", "id", "front").element("h2", "Price against safety");
    html.element(
        "p",
        "Further left is cheaper, further down is safer; both axes are logarithmic, with a place for"
            + " zero. Filled points are on the front of the two axes: nothing is both cheaper and"
            + " safer. Everything in the shaded region is beaten. Point at a combination, or step"
            + " through them with the arrow keys, to see its parts and all its figures.",
        "class",
        "caption");
    html.open("div", "class", "frontier-controls", "hidden", "");
    if (frontiers.size() > 1) {
      html.element("label", "Scene", "for", "scene").open("select", "id", "scene");
      for (int number = 0; number < frontiers.size(); number++) {
        html.element("option", frontiers.get(number).scene(), "value", Integer.toString(number));
      }
      html.close();
    }
    html.element("label", "Safety meter", "for", "meter").element("select", "", "id", "meter");
    html.element("label", "Price", "for", "price").element("select", "", "id", "price");
    html.close();
    html.element("p", "", "class", "caption", "id", "meaning");
    html.open("div", "id", "frontier-chart").close();
    html.open("div", "id", "frontier-key", "class", "key").close();
    html.open("div", "id", "frontier-detail", "aria-live", "polite").close();
    html.close();
  }

  private static void combinations(Html html, Frontier frontier) {
    html.open("section", "class", "combinations");
    html.element(
        "h2", frontier.scene().isEmpty() ? "All combinations" : "All of " + frontier.scene());
    html.element(
        "p",
        "● nothing beats it in price and all meters, ○ something does. An asterisk: on the front of"
            + " price and this meter.",
        "class",
        "caption");
    List<Meter> meters = new ArrayList<>(List.of(frontier.price()));
    meters.addAll(frontier.meters());
    ImmutableList.Builder<String> heading = ImmutableList.builder();
    heading.add("Combination");
    meters.forEach(meter -> heading.add(meter.title()));
    List<ImmutableList<Integer>> fronts =
        frontier.meters().stream().map(meter -> frontier.front(frontier.price(), meter)).toList();
    ImmutableList.Builder<ImmutableList<String>> rows = ImmutableList.builder();
    ImmutableList.Builder<ImmutableList<String>> beaten = ImmutableList.builder();
    for (int number = 0; number < frontier.contenders().size(); number++) {
      Contender contender = frontier.contenders().get(number);
      ImmutableList.Builder<String> row = ImmutableList.builder();
      row.add((frontier.dominance().isOnFront(number) ? "● " : "○ ") + contender.name());
      row.add(contender.of(frontier.price()).text());
      for (int meter = 0; meter < frontier.meters().size(); meter++) {
        row.add(
            contender.of(frontier.meters().get(meter)).text()
                + (fronts.get(meter).contains(number) ? " *" : ""));
      }
      rows.add(row.build());
      for (String reason : FrontierText.reasons(frontier, frontier.dominance(), number)) {
        beaten.add(ImmutableList.of(contender.name(), reason));
      }
    }
    new HtmlTable(1, heading.build(), rows.build()).write(html);
    if (!beaten.build().isEmpty()) {
      html.element("h3", "Beaten, by whom and in what").open("ul", "class", "beaten");
      for (ImmutableList<String> each : beaten.build()) {
        html.open("li").element("strong", each.get(0)).text(" " + each.get(1)).close();
      }
      html.close();
    }
    html.close();
  }

  private static void gaps(Html html, Results results, List<Frontier> frontiers) {
    Set<ImmutableList<String>> rows = new LinkedHashSet<>();
    for (InapplicableRecord gap : results.notApplicable()) {
      rows.add(ImmutableList.of(gap.combination(), gap.reason()));
    }
    html.open("section", "id", "gaps").element("h2", "What is not shown, and why");
    if (!rows.isEmpty()) {
      html.element("h3", "Combinations that are not applicable");
      new HtmlTable(2, ImmutableList.of("Combination", "Reason"), ImmutableList.copyOf(rows))
          .write(html);
    }
    html.open("ul");
    for (Frontier frontier : frontiers) {
      frontier
          .unseen()
          .forEach(
              (meter, reason) ->
                  html.element(
                      "li",
                      meter.title()
                          + (frontier.scene().isEmpty() ? "" : " of " + frontier.scene())
                          + ": "
                          + reason));
    }
    Notes.of(results).stream()
        .filter(note -> !note.startsWith("not applicable") && !note.startsWith("?"))
        .forEach(note -> html.element("li", note));
    html.close().close();
  }
}
