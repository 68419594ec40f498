package dev.tollgate.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/**
 * The browser that opens pages in tests; {@code .ci/chromium} installs it. Where it is missing, the
 * test that asks for it is skipped.
 */
public final class Chromium {

  private final Path program;
  private final Path folder;

  private Chromium(Path program, Path folder) {
    this.program = program;
    this.folder = folder;
  }

  /** The browser of the PATH, which keeps its files in {@code folder}. */
  public static Chromium in(Path folder) {
    String path = System.getenv().getOrDefault("PATH", "");
    Optional<Path> program =
        Arrays.stream(path.split(File.pathSeparator, -1))
            .map(each -> Path.of(each, "chromium"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(program.isPresent(), "chromium is not installed");
    return new Chromium(program.orElseThrow(), folder);
  }

  /**
   * What a page has become after some time of its own.
   *
   * @param width of the window in pixels
   * @param colourScheme 0 for dark, 1 for light
   * @param milliseconds that timers of the page are let run
   */
  public Document open(Path page, int width, int colourScheme, int milliseconds)
      throws IOException, InterruptedException {
    Path dom = folder.resolve("dom.html");
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--enable-logging=stderr",
                "--user-data-dir=" + folder.resolve("profile"),
                "--blink-settings=preferredColorScheme=" + colourScheme,
                "--window-size=" + width + ",900",
                "--virtual-time-budget=" + milliseconds,
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

  /** What the last page wrote to its console, line by line. */
  public List<String> console() throws IOException {
    return Files.readAllLines(folder.resolve("log")).stream()
        .filter(line -> line.contains("CONSOLE"))
        .toList();
  }
}
