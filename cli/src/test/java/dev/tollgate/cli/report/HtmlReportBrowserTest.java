package dev.tollgate.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Opens the report in a real browser, where there is one: {@code .ci/chromium} installs it. */
class HtmlReportBrowserTest {

  /** Tells in the page's title how wide the page became, once charts have been drawn. */
  private static final String PROBE =
      """
      <script>setTimeout(() => {
        document.title = "width " + document.documentElement.scrollWidth + " of " + innerWidth;
      }, 4000);</script>
      """;

  private final Path folder;

  HtmlReportBrowserTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource({"1280, 1", "500, 0"})
  void chartsAreDrawnAndNothingIsComplainedOf(int width, int colourScheme) throws Exception {
    String browser = browser();
    assumeTrue(!browser.isEmpty(), "chromium is not installed");
    assumeTrue(
        !ReportResources.libraries(ImmutableList.of("vega.min.js")).isEmpty(),
        "built without chart libraries");
    Path page = folder.resolve("report.html");
    Files.writeString(page, HtmlReport.of(SampleResults.all()) + PROBE);

    Document document = open(browser, page, width, colourScheme);

    assertThat(Files.readAllLines(folder.resolve("log")))
        .filteredOn(line -> line.contains("CONSOLE"))
        .isEmpty();
    for (Chart chart : Charts.ALL) {
      assertThat(document.select("[data-chart=" + chart.id() + "][data-drawn=true] svg"))
          .as(chart.id())
          .hasSize(1);
    }
    assertThat(document.select("#cycles svg .mark-rect path").size()).isGreaterThan(15);
    assertThat(document.select("#stale-windows svg .mark-rect path").size()).isGreaterThan(50);
    assertThat(document.select("#price-safety svg .mark-symbol path").size()).isGreaterThan(4);
    assertThat(document.select("figure details[open]")).isEmpty();
    assertThat(document.title())
        .as("nothing stands out")
        .isEqualTo("width " + width + " of " + width);
  }

  private Document open(String browser, Path page, int width, int colourScheme)
      throws IOException, InterruptedException {
    Path dom = folder.resolve("dom.html");
    Process process =
        new ProcessBuilder(
                browser,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--enable-logging=stderr",
                "--user-data-dir=" + folder.resolve("profile"),
                "--blink-settings=preferredColorScheme=" + colourScheme,
                "--window-size=" + width + ",900",
                "--virtual-time-budget=10000",
                "--dump-dom",
                page.toUri().toString())
            .redirectOutput(dom.toFile())
            .redirectError(folder.resolve("log").toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("browser ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Jsoup.parse(Files.readString(dom));
  }

  /** The browser's path, or empty. */
  private static String browser() {
    List<String> folders =
        Arrays.asList(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1));
    return folders.stream()
        .map(each -> Path.of(each, "chromium"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse("");
  }
}
