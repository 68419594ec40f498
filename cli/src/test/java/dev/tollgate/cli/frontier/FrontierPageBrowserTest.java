package dev.tollgate.cli.frontier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.cli.gauge.Comparison;
import dev.tollgate.cli.report.Chromium;
import dev.tollgate.cli.report.SampleResults;
import dev.tollgate.cli.results.Results;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Opens the frontier in a real browser, where there is one. */
class FrontierPageBrowserTest {

  /** Points at a combination, steps on with a key, and chooses another meter and scene. */
  private static final String PROBE =
      """
      <script>setTimeout(() => {
        const chart = document.getElementById("frontier-chart");
        const detail = document.getElementById("frontier-detail");
        const keep = (name, text) => { document.body.dataset[name] = text; };
        const point = (name) => chart.querySelector(`[data-name="${name}"]`);
        const change = (id, value) => {
          document.getElementById(id).value = value;
          document.getElementById(id).dispatchEvent(new Event("change"));
        };
        point("calgary/strict").dispatchEvent(new PointerEvent("pointerenter"));
        keep("hovered", detail.textContent);
        keep("tip", [...chart.querySelectorAll(".tip text")].map((text) => text.textContent).join("|"));
        point("calgary/strict").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft" }));
        keep("stepped", detail.querySelector("h3").textContent);
        keep("first", chart.dataset.drawn);
        keep("path", chart.querySelector(".step").getAttribute("d"));
        change("meter", "safety.rights");
        keep("second", chart.dataset.drawn);
        keep("front", [...chart.querySelectorAll("[data-front=true]")].map((g) => g.dataset.name).join());
        change("scene", "1");
        keep("points", chart.querySelectorAll(".point").length);
        keep("meters", [...document.getElementById("meter").options].map((o) => o.value).join());
        document.title = "width " + document.documentElement.scrollWidth + " of " + innerWidth;
      }, 500);</script>
      """;

  private final Path folder;

  FrontierPageBrowserTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource({"1280, 1", "500, 0"})
  void combinationsAreNamedAndMetersChosen(int width, int colourScheme) throws Exception {
    Chromium browser = Chromium.in(folder);
    Results results = SampleResults.all();
    List<Frontier> frontiers = Frontier.of(results, null);
    Constraint stale =
        Constraint.of("--max", "safety.stale.p99=1ms", Comparison.AT_MOST, results.runs());
    List<Advice> advice =
        frontiers.stream().map(each -> new Advice(each, List.of(stale), null)).toList();
    Path page = folder.resolve("frontier.html");
    Files.writeString(page, FrontierPage.of(results, frontiers, advice) + PROBE);

    Document document = browser.open(page, width, colourScheme, 3000);

    assertThat(browser.console()).isEmpty();
    assertThat(document.select("[src], link, [href]")).isEmpty();
    String hovered = document.body().attr("data-hovered");
    assertThat(hovered)
        .startsWith("calgary/strict")
        .contains("IOMMU calgary · policy strict")
        .contains("CPU cycles per map and unmap8129 cycles")
        .contains("Stale window, p990");
    assertThat(document.body().attr("data-tip"))
        .isEqualTo("calgary/strict|IOMMU calgary|policy strict");
    assertThat(document.body().attr("data-stepped")).isEqualTo("dart/native");
    assertThat(document.body().attr("data-first")).isEqualTo("price.map safety.stale");
    assertThat(document.body().attr("data-path")).startsWith("M").contains("H").contains("V");
    assertThat(document.body().attr("data-second")).isEqualTo("price.map safety.rights");
    assertThat(document.body().attr("data-front")).isEqualTo("calgary/deferred,calgary/native");
    assertThat(document.body().attr("data-points")).isEqualTo("4");
    assertThat(document.body().attr("data-meters")).doesNotContain("safety.cross");
    assertThat(document.select("#advice .recommendation").get(0).text())
        .startsWith("Recommended: dart/deferred");
    assertThat(document.select(".combinations")).hasSize(2);
    assertThat(document.select("#gaps td").eachText())
        .contains("the U3 cannot forget single entries & says <so>");
    assertThat(document.title())
        .as("nothing stands out")
        .isEqualTo("width " + width + " of " + width);
  }
}
