package dev.tollgate.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Opens the report in a real browser, where there is one: {@code .ci/chromium} installs it. */
class HtmlReportBrowserTest {

  /** Tells in the page's title how wide the page became, once charts have been drawn. */
  private static final String WIDTH_PROBE =
      """
      <script>setTimeout(() => {
        document.title = "width " + document.documentElement.scrollWidth + " of " + innerWidth;
      }, 5000);</script>
      """;

  /** Does to the pictures of memory what a reader does, and notes what they look like. */
  private static final String PROBE =
      WIDTH_PROBE
          + """
      <script>{
        const picture = (name) => [...document.querySelectorAll("#pages canvas")].forEach((canvas, i) => {
          const copy = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          copy.canvas.width = canvas.width;
          copy.canvas.height = canvas.height;
          copy.drawImage(canvas, 0, 0);
          const data = copy.getImageData(0, 0, canvas.width, canvas.height).data;
          const colours = new Map();
          for (let p = 0; p < data.length; p += 4) {
            const colour = data.slice(p, p + 4).join();
            colours.set(colour, (colours.get(colour) ?? 0) + 1);
          }
          canvas.dataset[name] = [...colours.values()].filter((count) => count >= 30).length;
          canvas.dataset[name + "Sum"] = data.reduce((a, b) => (a * 31 + b) % 1000003, 0);
          canvas.dataset[name + "Held"] = canvas.closest("figure").querySelector(".held").textContent;
        });
        setTimeout(() => {
          picture("still");
          const slider = document.getElementById("pages-slider");
          slider.value = slider.max;
          slider.dispatchEvent(new Event("input"));
          picture("end");
          slider.value = 0;
          slider.dispatchEvent(new Event("input"));
          picture("start");
          const canvas = document.querySelector("#pages canvas");
          canvas.focus({ preventScroll: true });
          ["ArrowRight", "ArrowDown", "End", "Home"].forEach((key) =>
            canvas.dispatchEvent(new KeyboardEvent("keydown", { key })));
          picture("chosen");
          canvas.dataset.detail = canvas.closest("figure").querySelector(".detail").textContent;
          const colouring = document.getElementById("pages-colouring");
          colouring.value = 2;
          colouring.dispatchEvent(new Event("change"));
          canvas.dataset.legend =
            [...document.querySelectorAll("#pages .owner")].map((chip) => chip.textContent).join("|");
          document.querySelector("#pages .owner").click();
          picture("alone");
        }, 2500);
      }</script>
      """;

  private final Path folder;

  HtmlReportBrowserTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource({"1280, 1", "500, 0"})
  void chartsAreDrawnAndNothingIsComplainedOf(int width, int colourScheme) throws Exception {
    Chromium browser = Chromium.in(folder);
    assumeTrue(
        !ReportResources.libraries(ImmutableList.of("vega.min.js")).isEmpty(),
        "built without chart libraries");
    Path page = folder.resolve("report.html");
    Files.writeString(page, HtmlReport.of(SampleResults.all(), SamplePictures.all()) + PROBE);

    Document document = browser.open(page, width, colourScheme, 10_000);

    assertThat(browser.console()).isEmpty();
    for (Chart chart : Charts.of(SampleResults.all()).all()) {
      assertThat(document.select("[data-chart=" + chart.id() + "][data-drawn=true] svg"))
          .as(chart.id())
          .hasSize(1);
    }
    assertThat(document.select("#cycles svg .mark-rect path").size()).isGreaterThan(15);
    assertThat(document.select("#stale-windows svg .mark-rect path").size()).isGreaterThan(50);
    assertThat(document.select("#price-safety svg .mark-symbol path").size()).isGreaterThan(4);
    memoryIsDrawnPageByPage(document.select("#pages canvas"));
    assertThat(document.select("figure details[open], #pages details[open]")).isEmpty();
    assertThat(document.title())
        .as("nothing stands out")
        .isEqualTo("width " + width + " of " + width);
  }

  @ParameterizedTest
  @CsvSource({"1280, 1", "500, 0"})
  void streamsAreDrawnAlongTheSizeOfMessages(int width, int colourScheme) throws Exception {
    Chromium browser = Chromium.in(folder);
    assumeTrue(
        !ReportResources.libraries(ImmutableList.of("vega.min.js")).isEmpty(),
        "built without chart libraries");
    Path page = folder.resolve("report.html");
    String withoutCalgary =
        """
        <script>setTimeout(() => {
          const points = () => document.querySelectorAll("#throughput .mark-symbol path").length;
          const chosen = document.querySelector("#contenders button[value='1']");
          document.body.dataset.before = points();
          chosen.click();
          setTimeout(() => {
            document.body.dataset.without = points();
            document.body.dataset.pressed = chosen.getAttribute("aria-pressed");
            chosen.click();
          }, 1500);
        }, 2000);</script>
        """;
    Files.writeString(page, HtmlReport.of(SampleStreams.all()) + withoutCalgary + WIDTH_PROBE);

    Document document = browser.open(page, width, colourScheme, 10_000);

    assertThat(browser.console()).isEmpty();
    for (Chart chart : Charts.of(SampleStreams.all()).all()) {
      assertThat(document.select("[data-chart=" + chart.id() + "][data-drawn=true] svg"))
          .as(chart.id())
          .isNotEmpty();
    }
    for (String compared : ImmutableList.of("#throughput ", "#cpu-use ")) {
      assertThat(document.select(compared + ".panel h3").eachText())
          .allSatisfy(title -> assertThat(title).matches("TCP_(STREAM|MAERTS)( of at most 800%)?"))
          .hasSize(2);
      assertThat(document.select(compared + ".panel .plot svg"))
          .as("values, and differences from off")
          .hasSize(4);
      assertThat(document.select(compared + ".panel .plot svg .mark-symbol path").size())
          .as("a point for each size, twice for those that are compared")
          .isEqualTo(2 * SampleStreams.SIZES.size() * (3 + 2));
    }
    assertThat(document.select("#cpu-causes svg .mark-rect path").size())
        .isGreaterThan(2 * SampleStreams.SIZES.size() * 3);
    assertThat(document.select("#contenders:not([hidden]) button svg")).hasSize(3);
    int sizes = SampleStreams.SIZES.size();
    assertThat(document.body().dataset())
        .as("what is pressed in the key is left out, and comes back")
        .containsEntry("before", Integer.toString(2 * sizes * (3 + 2)))
        .containsEntry("without", Integer.toString(2 * sizes * (2 + 1)))
        .containsEntry("pressed", "false");
    assertThat(document.title())
        .as("nothing stands out")
        .isEqualTo("width " + width + " of " + width);
  }

  @ParameterizedTest
  @CsvSource({"1280, 1", "500, 0"})
  void eachPartIsDrawnAndItsFoldedChartsWhenTheyAreOpened(int width, int colourScheme)
      throws Exception {
    Chromium browser = Chromium.in(folder);
    assumeTrue(
        !ReportResources.libraries(ImmutableList.of("vega.min.js")).isEmpty(),
        "built without chart libraries");
    Path page = folder.resolve("report.html");
    String opening =
        """
        <script>setTimeout(() => {
          document.body.dataset.before = document.querySelectorAll(".more [data-drawn]").length;
          document.querySelector("#part-sending details.more").open = true;
        }, 3000);</script>
        """;
    Files.writeString(page, HtmlReport.of(SampleStreams.inParts()) + opening + WIDTH_PROBE);

    Document document = browser.open(page, width, colourScheme, 12_000);

    assertThat(browser.console()).isEmpty();
    assertThat(document.select(".part > h2").eachText()).containsExactly("Figure 1", "Figure 2");
    for (String id : ImmutableList.of("throughput", "cpu-use")) {
      for (String part : ImmutableList.of("receiving", "sending")) {
        assertThat(document.select("#part-%s > #%s-%s .panel .plot svg".formatted(part, id, part)))
            .as("values, and differences from off")
            .hasSize(2);
      }
    }
    assertThat(document.body().dataset()).containsEntry("before", "0");
    assertThat(document.select("#latency-sending[data-drawn], #latency-sending [data-drawn] svg"))
        .isNotEmpty();
    assertThat(document.select("#latency-receiving [data-drawn]")).isEmpty();
    assertThat(document.select("#contenders:not([hidden]) button svg")).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"1280, 1", "500, 0"})
  void whatLiesBesideBuffersIsBarsOfOneScale(int width, int colourScheme) throws Exception {
    Chromium browser = Chromium.in(folder);
    Path page = folder.resolve("report.html");
    String probe =
        """
        <script>setTimeout(() => {
          for (const bar of document.querySelectorAll("#neighbours .bar, #neighbours .bar .stale")) {
            const box = bar.getBoundingClientRect();
            bar.dataset.width = Math.round(10 * box.width);
            bar.dataset.height = Math.round(box.height);
          }
        }, 1000);</script>
        """;
    Files.writeString(
        page,
        HtmlReport.of(SampleResults.all(), ImmutableSortedMap.of(), NeighbourTableTest.sample())
            + probe
            + WIDTH_PROBE);

    Document document = browser.open(page, width, colourScheme, 10_000);

    assertThat(document.select("#neighbours details[open] > summary").eachText())
        .containsExactly("calgary/strict, trace = examples/traces/tx16k.ftrace.gz");
    Elements bars = document.select("#neighbours tr.allocated .bar");
    assertThat(bars).hasSize(6);
    double nobody = width(bars.get(1));
    double site = width(bars.get(3));
    assertThat(nobody).isGreaterThan(200);
    assertThat(width(bars.get(2))).as("nothing, as recorded").isZero();
    assertThat(site / nobody).isBetween(0.65, 0.68);
    assertThat(width(Objects.requireNonNull(bars.get(3).selectFirst(".stale"))) / site)
        .isBetween(0.23, 0.27);
    assertThat(bars.get(3).attr("data-height")).isNotEqualTo("0");
    assertThat(document.title())
        .as("nothing stands out")
        .isEqualTo("width " + width + " of " + width);
  }

  private static double width(Element bar) {
    return Double.parseDouble(bar.attr("data-width"));
  }

  private static void memoryIsDrawnPageByPage(Elements canvases) {
    assertThat(canvases.eachAttr("data-run")).containsExactly("calgary/strict", "calgary/deferred");
    for (Element canvas : canvases) {
      assertThat(Integer.parseInt(canvas.attr("data-still")))
          .as("colours of the still of %s", canvas.attr("data-run"))
          .isGreaterThanOrEqualTo(3);
    }
    Element slab = canvases.get(0);
    assertThat(slab.attr("data-still-held")).startsWith("102 pages held: 381 KiB asked for");
    assertThat(slab.attr("data-end-held")).startsWith("71 pages held");
    assertThat(slab.attr("data-start-held")).startsWith("102 pages held");
    assertThat(slab.attr("data-end-sum")).isNotEqualTo(slab.attr("data-still-sum"));
    assertThat(slab.attr("data-start-sum")).isEqualTo(slab.attr("data-still-sum"));
    assertThat(slab.attr("data-chosen-sum"))
        .as("the chosen page is marked")
        .isNotEqualTo(slab.attr("data-start-sum"));
    assertThat(slab.attr("data-detail")).matches("Frames [\\d,]+ to [\\d,]+: .*");
    assertThat(slab.attr("data-legend"))
        .isEqualTo("slab of dentry100 · 0|small list0 · 100|block of pages2 · 0|all others0 · 0");
    assertThat(slab.attr("data-alone-sum")).isNotEqualTo(slab.attr("data-chosen-sum"));
  }
}
