package dev.tollgate.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.results.PagePictures;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import java.io.IOException;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

  private static final Results RESULTS = SampleResults.all();
  private static final String PAGE = HtmlReport.of(RESULTS);
  private static final Document DOCUMENT = Jsoup.parse(PAGE);

  @Test
  void partsStandInTheirOrder() {
    assertThat(DOCUMENT.select("section").eachAttr("id"))
        .containsExactly(
            "failures",
            "comparison",
            "price-safety",
            "cycles",
            "stale-windows",
            "gaps",
            "prices",
            "metrics",
            "setup");
    assertThat(DOCUMENT.title()).isEqualTo("First look: two real traces & every policy");
    assertThat(DOCUMENT.select(".lead").text())
        .isEqualTo(
            "12 runs: 2 IOMMUs, 3 policies, 2 scenes; 1 failed; 2 combinations not applicable");
  }

  @Test
  void picturesOfMemoryStandWithTheirNumbersBetweenComparisonAndCharts() throws IOException {
    Document page = Jsoup.parse(HtmlReport.of(RESULTS, SamplePictures.all()));
    assertThat(page.select("section").eachAttr("id"))
        .containsSequence("comparison", "pages", "price-safety");
    assertThat(page.select("#pages tbody tr")).hasSize(6);
    assertThat(page.select("#pages tbody tr").get(1).children().eachText())
        .containsExactly(
            "calgary/strict",
            "trace = examples/traces/tx16k.ftrace.gz",
            "end",
            "128",
            "71",
            "189 KiB",
            "17.8 KiB",
            "0",
            "75 KiB");
    String data = page.select("#pages-data").html();
    assertThat(data).doesNotContain("<");
    JsonNode runs = new ObjectMapper().readTree(data);
    assertThat(runs.findValuesAsText("name"))
        .containsExactly("calgary/strict", "calgary/deferred", "calgary/strict");
    assertThat(runs.get(0).at("/pages/names/3").asText()).isEqualTo("d<i>alloc+0x1");
  }

  @Test
  void picturesBeyondWhatAReportCarriesAreLeftOutAndCounted() {
    String large = SamplePictures.SLABS.replace("d<i>alloc", "d".repeat(5 << 20));
    Document page =
        Jsoup.parse(
            HtmlReport.of(
                RESULTS,
                ImmutableSortedMap.of(
                    2, PagePictures.parse("2", large),
                    3, PagePictures.parse("3", large),
                    8, PagePictures.parse("8", SamplePictures.LARGE))));
    assertThat(page.select("#pages > p").eachText())
        .anySatisfy(text -> assertThat(text).startsWith("Pictures of 1 of 3 runs are left"));
    assertThat(page.select("#pages tbody tr")).as("numbers of all").hasSize(6);
    assertThat(page.select("#pages-data").html()).contains("framesPerCell\":2");
  }

  @Test
  void withoutPicturesThereIsNoTraceOfThem() {
    assertThat(PAGE).doesNotContain("pages-data").doesNotContain("pages-view");
  }

  @Test
  void needsNothingElse() {
    assertThat(DOCUMENT.select("[src], link, img, iframe, object")).isEmpty();
    assertThat(DOCUMENT.select("[href]")).isEmpty();
    assertThat(DOCUMENT.select("style").html()).doesNotContain("@import").doesNotContain("url(");
    assertThat(DOCUMENT.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
        .startsWith("default-src 'none'");
  }

  @Test
  void whatUsersAndPluginsWriteIsEscaped() {
    assertThat(DOCUMENT.select("section b, section so, section step")).isEmpty();
    assertThat(DOCUMENT.select("#failures code").text())
        .isEqualTo("bitmap says 12 entries, table says <b>13</b>");
    assertThat(DOCUMENT.select("#not-applicable td:last-child").text()).contains("& says <so>");
    assertThat(DOCUMENT.select("#prices td.wide").eachText())
        .containsOnly("about \"as much\" as a <step> takes");
  }

  @Test
  void everyRunHasItsRow() {
    assertThat(DOCUMENT.select("#comparison tbody tr:not(.scene)")).hasSize(12);
    assertThat(DOCUMENT.select("#comparison tr.scene").eachText())
        .containsExactly(
            "trace = examples/traces/tx16k.ftrace.gz",
            "trace = examples/traces/nvme<4k>.ftrace.gz");
    Element strict = DOCUMENT.select("#comparison tbody tr").get(2);
    assertThat(strict.child(0).text()).isEqualTo("calgary/strict");
    assertThat(strict.child(1).text()).isEqualTo("8129");
    assertThat(strict.childrenSize()).isEqualTo(Column.DMA.size() + 1);
  }

  @Test
  void unknownFiguresSayWhy() {
    assertThat(DOCUMENT.select("#comparison .unknown").eachAttr("title"))
        .isNotEmpty()
        .containsOnly("the trace names no devices");
    assertThat(DOCUMENT.select("#not-observable").text())
        .isEqualTo("safety.cross-device: the trace names no devices");
  }

  @Test
  void numbersBehindEachChartCanBeReadWithoutIt() {
    for (Chart chart : Charts.of(RESULTS).all()) {
      String section = "section#" + chart.id() + " ";
      assertThat(DOCUMENT.select(section + ".chart[data-chart=" + chart.id() + "]")).hasSize(1);
      assertThat(DOCUMENT.select(section + "details[open] tbody tr")).isNotEmpty();
    }
  }

  @Test
  void pricesCarryGradeAndSource() {
    assertThat(DOCUMENT.select("#prices .grade").eachText())
        .contains("estimated", "measured", "published");
    assertThat(DOCUMENT.select("#prices tbody tr")).hasSize(5);
  }

  @Test
  void everyMetricIsThere() {
    assertThat(DOCUMENT.select("#metrics details")).hasSize(2);
    assertThat(DOCUMENT.select("#metrics tbody th").eachText())
        .containsAll(RESULTS.meanings().keySet());
  }

  @Test
  void chartDataIsValidJson() throws IOException {
    String data = DOCUMENT.select("script#charts").html();
    JsonNode charts = new ObjectMapper().readTree(data).get("charts");
    assertThat(charts.findValuesAsText("id"))
        .containsExactly("price-safety", "cycles", "stale-windows");
    for (JsonNode chart : charts) {
      assertThat(chart.get("plots")).hasSize(2);
      assertThat(chart.get("plots").get(0).get("rows")).isNotEmpty();
    }
  }

  @Test
  void resultsWithoutAnyFinishedRunHaveAPageToo() {
    RunRecord failed = RESULTS.runs().get(11);
    Document page =
        Jsoup.parse(
            HtmlReport.of(
                new Results(
                    Results.SCHEMA,
                    "",
                    "1",
                    ImmutableList.of(),
                    ImmutableList.of(),
                    ImmutableList.of(),
                    ImmutableSortedMap.of(),
                    ImmutableList.of(failed),
                    ImmutableList.of())));
    assertThat(page.select("section").eachAttr("id")).containsExactly("failures", "setup");
    assertThat(page.select("h1").text()).isEqualTo("Tollgate");
  }
}
