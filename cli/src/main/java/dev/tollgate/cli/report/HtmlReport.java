package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.results.PagePictures.Pictures;
import dev.tollgate.cli.results.Results;
import java.util.Map;

/**
 * The file {@code report.html}: everything about the results on one page that needs nothing else,
 * not even a network. Charts are drawn by the libraries it carries; the tables behind them are
 * plain HTML, for readers and browsers without charts.
 */
public final class HtmlReport {

  /** Its name in the folder of results. */
  public static final String NAME = "report.html";

  private static final ImmutableList<String> LIBRARIES =
      ImmutableList.of("vega.min.js", "vega-lite.min.js", "vega-embed.min.js");

  /** The page's own: what all charts share, the ways of drawing them, and what begins it all. */
  private static final ImmutableList<String> SCRIPTS =
      ImmutableList.of("charts.js", "panel-charts.js", "scene-charts.js", "report.js");

  /** Nothing is loaded from anywhere; vega compiles its expressions. */
  private static final String SECURITY =
      "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline';"
          + " img-src data:";

  private HtmlReport() {}

  /** The content of the file for runs that left no pictures of memory. */
  public static String of(Results results) {
    return of(results, ImmutableSortedMap.of());
  }

  /**
   * The content of the file.
   *
   * @param pictures of memory, by the number of the run that left them
   */
  public static String of(Results results, ImmutableSortedMap<Integer, Pictures> pictures) {
    return of(results, pictures, ImmutableList.of());
  }

  /**
   * The content of the file.
   *
   * @param pictures of memory, by the number of the run that left them
   * @param neighbours what lay beside buffers
   */
  public static String of(
      Results results,
      ImmutableSortedMap<Integer, Pictures> pictures,
      ImmutableList<NeighbourTable> neighbours) {
    return of(results, pictures, neighbours, ImmutableList.of());
  }

  /**
   * The content of the file with more than what results hold.
   *
   * @param pictures of memory, by the number of the run that left them
   * @param neighbours what lay beside buffers
   * @param further sections that follow the charts
   */
  public static String of(
      Results results,
      ImmutableSortedMap<Integer, Pictures> pictures,
      ImmutableList<NeighbourTable> neighbours,
      ImmutableList<ReportSection> further) {
    PagesSection pages = new PagesSection(pictures);
    Charts charts = Charts.of(results);
    Html html = new Html();
    html.open("html", "lang", "en");
    head(html, results);
    html.open("body");
    html.open("main");
    title(html, results);
    for (ReportSection section : sections(pages, charts, neighbours, further)) {
      if (section.appliesTo(results)) {
        section.write(html, results);
      }
    }
    html.close();
    footer(html, results);
    pageScript(html, results, pages);
    scripts(html, charts);
    html.close();
    html.close();
    return "<!DOCTYPE html>\n" + html;
  }

  private static ImmutableList<ReportSection> sections(
      PagesSection pages,
      Charts charts,
      ImmutableList<NeighbourTable> neighbours,
      ImmutableList<ReportSection> further) {
    return ImmutableList.<ReportSection>builder()
        .add(
            new FailureSection(),
            new SmallestSection(),
            new ClaimSection(),
            new PanelsSection(charts),
            new ComparisonSection(),
            new WhatIfSection(),
            new NeighbourSection(neighbours),
            pages,
            new ChartsSection(charts))
        .addAll(further)
        .add(new GapSection(), new PriceSection(), new MetricSection(), new SpecSection())
        .build();
  }

  private static void head(Html html, Results results) {
    html.open("head");
    html.single("meta", "charset", "utf-8");
    html.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.single("meta", "name", "color-scheme", "content", "light dark");
    html.single("meta", "http-equiv", "Content-Security-Policy", "content", SECURITY);
    html.element("title", results.title().isEmpty() ? "Tollgate" : results.title());
    html.open("style").raw(ReportResources.text("report.css")).close();
    html.close();
  }

  private static void title(Html html, Results results) {
    html.open("header");
    html.element("h1", results.title().isEmpty() ? "Tollgate" : results.title());
    html.element("p", Summary.of(results), "class", "lead");
    html.close();
  }

  private static void footer(Html html, Results results) {
    html.open("footer");
    html.element(
        "p",
        "Made by Tollgate "
            + results.tollgate()
            + " from a simulation: cycles are counted steps times the prices listed above.");
    html.close();
  }

  private static void pageScript(Html html, Results results, PagesSection pages) {
    if (pages.hasPictures()) {
      html.open("script", "type", "application/json", "id", "pages-data");
      html.raw(pages.json(results));
      html.close();
      html.open("script").raw(ReportResources.text("pages.js")).close();
    }
  }

  private static void scripts(Html html, Charts charts) {
    Map<String, String> libraries = ReportResources.libraries(LIBRARIES);
    if (libraries.isEmpty()) {
      return;
    }
    html.open("script", "type", "application/json", "id", "charts");
    html.raw(charts.json());
    html.close();
    String licences = ReportResources.text("vendor/LICENSES.txt");
    html.open("script", "type", "text/plain", "id", "licences");
    html.raw(Html.harmlessScript(licences));
    html.close();
    libraries
        .values()
        .forEach(script -> html.open("script").raw(Html.harmlessScript(script)).close());
    SCRIPTS.forEach(name -> html.open("script").raw(ReportResources.text(name)).close());
  }
}
