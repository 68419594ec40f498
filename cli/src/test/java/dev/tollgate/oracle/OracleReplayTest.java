package dev.tollgate.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whole runs, wired as the command line wires them, against what the kernel's own allocator of I/O
 * areas answered for the same trace: every placement, every flush and every byte of the table.
 */
class OracleReplayTest {

  private static final Path ORACLE = Path.of("../core/src/test/resources/oracle");
  private static final Tollgate TOLLGATE = Tollgate.load();

  private final Path folder;

  OracleReplayTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource({
    "iommu-1, deferred",
    "iommu-1, native",
    "iommu-full-1, deferred",
    "iommu-full-1, native",
  })
  void answersAsTheKernelDoes(String trace, String policy) throws IOException {
    Path placements = folder.resolve("placements");
    Settings settings =
        TOLLGATE
            .settings()
            .withOverrides(
                ImmutableList.of(
                    "iommu.calgary.reserve=false",
                    "workload.replay.trace=" + quoted(ORACLE.resolve(trace + ".trace.gz")),
                    "workload.replay.placements=" + quoted(placements)));

    RunResult result =
        TOLLGATE.run(TOLLGATE.configure(settings).runSpec("oracle", "calgary", policy, "replay"));

    Map<String, String> report = report(trace);
    assertThat(Files.readAllBytes(placements))
        .isEqualTo(unpacked(ORACLE.resolve(trace + ".iommu.addr.gz")));
    assertFigure(result, "workload.placements.digest", digest(report.get("address_digest")));
    assertFigure(result, "iommu.table.digest", digest(report.get("table_digest")));
    assertFigure(result, "safety.invalidations.whole", number(report.get("flushes")));
    assertFigure(result, "policy.searches.repeated", number(report.get("flushes")));
    assertFigure(result, "workload.maps.failed", number(report.get("failed")));
    assertFigure(result, "policy.searches.failed", number(report.get("failed")));
    assertFigure(result, "iommu.pages.used", number(report.get("used")));
    assertFigure(result, "iommu.pages.peak", number(report.get("used_peak")));
    assertFigure(result, "iommu.pages.hint", number(report.get("hint")));
    assertFigure(result, "workload.events", number(report.get("events")));
  }

  private static void assertFigure(RunResult result, String name, long expected) {
    assertThat(result.value(name)).as(name).isEqualTo(expected);
  }

  private static Map<String, String> report(String trace) throws IOException {
    return Files.readString(ORACLE.resolve(trace + ".iommu.txt"))
        .lines()
        .map(line -> line.split(" "))
        .filter(words -> words.length == 2)
        .collect(Collectors.toMap(words -> words[0], words -> words[1]));
  }

  private static long digest(String hexadecimal) {
    return Long.parseUnsignedLong(hexadecimal, 16);
  }

  private static long number(String decimal) {
    return Long.parseLong(decimal);
  }

  private static byte[] unpacked(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    }
  }

  private static String quoted(Path file) {
    return "\"" + file + "\"";
  }
}
