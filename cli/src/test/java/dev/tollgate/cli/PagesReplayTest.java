package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.cli.results.PagesDecoder;
import dev.tollgate.cli.results.PagesDecoder.Cell;
import dev.tollgate.cli.results.PagesDecoder.Moment;
import dev.tollgate.cli.results.ResultsFile;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.SeriesRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pictures of memory that replays leave: their sums, whose objects they show, how many there are.
 */
class PagesReplayTest {

  private static final int EVENTS = 6000;

  private final Path folder;

  PagesReplayTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Requests of all sizes, from three caches and kmalloc; memory grows, shrinks and grows. */
  private Path randomTrace() throws IOException {
    Random random = new Random(42);
    List<String> lines = new ArrayList<>();
    List<String> live = new ArrayList<>();
    lines.add("cache small 40 0 -");
    lines.add("cache lined 200 0 HWCACHE_ALIGN");
    lines.add("cache large 5000 0 -");
    String[] caches = {"small", "lined", "large"};
    for (int id = 1; lines.size() < EVENTS; id++) {
      boolean shrinks = lines.size() > EVENTS / 2 && lines.size() < 3 * EVENTS / 4;
      if (!live.isEmpty() && random.nextInt(100) < (shrinks ? 80 : 35)) {
        lines.add(live.remove(random.nextInt(live.size())));
      } else if (random.nextBoolean()) {
        int most = random.nextInt(20) == 0 ? 30_000 : 1200;
        lines.add("kmalloc " + id + " " + random.nextInt(most));
        live.add("kfree " + id);
      } else {
        String cache = caches[random.nextInt(caches.length)];
        lines.add("alloc " + cache + " " + id);
        live.add("free " + cache + " " + id);
      }
    }
    return Files.writeString(folder.resolve("trace"), String.join("\n", lines) + "\n");
  }

  private RunRecord replay(Path trace, String allocator, String... settings) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "replay",
                trace.toString(),
                "--machine",
                "oracle",
                "--allocator",
                allocator,
                "--out",
                folder.resolve("out").toString()));
    for (String setting : settings) {
      words.add("--set");
      words.add(setting);
    }
    Shell shell = Shell.run(words.toArray(new String[0]));
    assertThat(shell.exitCode).as(shell.err).isZero();
    return ResultsFile.read(folder.resolve("out")).runs().get(0);
  }

  private String pages() throws IOException {
    return Files.readString(folder.resolve("out/run-1/pages.json"));
  }

  @ParameterizedTest
  @CsvSource({
    "slab, allocator.slab.variant=6.1",
    "slab, allocator.slab.variant=2.6.5",
    "slab, allocator.slab.merge=true",
    "slob, allocator.slob.variant=6.1",
    "slob, allocator.slob.variant=2.6.25",
    "slob, allocator.slob.variant=2.6.5",
  })
  void everyPictureAddsUpToThePartsOfMemoryOfItsMoment(String allocator, String variant)
      throws IOException {
    RunRecord run = replay(randomTrace(), allocator, variant, "workload.allocations.samples=48");

    List<Moment> moments = PagesDecoder.moments(pages());
    assertThat(moments).hasSizeBetween(48, 98);
    List<Long> events = values(run, "memory.events");
    int compared = 0;
    for (Moment moment : moments) {
      long[] sums = new long[4];
      long frames = 0;
      for (Cell cell : moment.cells().values()) {
        assertThat(cell.bytes()).isEqualTo(4096);
        assertThat(cell.parts()).as("parts of %s", cell).hasSize(4);
        frames++;
        for (int part = 0; part < sums.length; part++) {
          assertThat(cell.parts().get(part)).isBetween(0L, 4096L);
          sums[part] += cell.parts().get(part);
        }
      }
      assertThat(frames).isEqualTo(moment.held());
      assertThat(List.of(sums[0], sums[1], sums[2], sums[3])).isEqualTo(moment.sums());
      int at = events.indexOf(moment.event());
      if (at >= 0) {
        compared++;
        assertThat(moment.held() << 12).isEqualTo(values(run, "memory.held").get(at));
        assertThat(sums[0]).isEqualTo(values(run, "memory.requested").get(at));
        assertThat(sums[2]).isEqualTo(values(run, "memory.metadata").get(at));
        assertThat(sums[3]).isEqualTo(values(run, "memory.free-objects").get(at));
      }
    }
    assertThat(compared).as("moments that the curves have too").isGreaterThanOrEqualTo(48);
    long most = moments.stream().mapToLong(Moment::held).max().orElseThrow();
    long peak = Objects.requireNonNull(run.metrics().get("memory.pages.peak")).value() >> 12;
    assertThat(most).isLessThanOrEqualTo(peak).isGreaterThanOrEqualTo(peak - peak / 64 - 1);
  }

  private static List<Long> values(RunRecord run, String series) {
    return run.series().stream()
        .filter(each -> each.name().equals(series))
        .map(SeriesRecord::values)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void framesSayWhatLivesInThem() throws IOException {
    Path trace =
        Files.writeString(
            folder.resolve("trace"),
            """
            cache dentry 1000 0 -
            alloc dentry 1
            alloc dentry 2
            alloc dentry 3
            kmalloc 4 9000
            kmalloc 5 60
            """);

    replay(trace, "slab");
    assertThat(cellsAtEnd())
        .contains("slab of dentry: dentry 3000", "block of pages of : kmalloc 4096")
        .contains("slab of kmalloc-64: kmalloc 60", "block of pages of : kmalloc 808");

    replay(trace, "slob");
    assertThat(cellsAtEnd())
        .contains("medium list of : dentry 3000", "small list of : kmalloc 60")
        .contains("block of pages of :  0");
  }

  private List<String> cellsAtEnd() throws IOException {
    List<Moment> moments = PagesDecoder.moments(pages());
    return moments.get(moments.size() - 1).cells().values().stream()
        .map(
            cell ->
                "%s of %s: %s %d"
                    .formatted(cell.kind(), cell.cache(), cell.source(), cell.parts().get(0)))
        .toList();
  }

  @Test
  void callSitesOfATraceAreNamedWithoutKeepingAccount() throws IOException {
    Path trace =
        Files.writeString(
            folder.resolve("trace"),
            """
                        init-1       [000] .....     1.000000: kmalloc: call_site=f+0x1/0x2 \
            ptr=00000000aaaa0001 bytes_req=1500 bytes_alloc=2048 gfp_flags=GFP_KERNEL node=-1 accounted=false
                        init-1       [000] .....     1.000001: kmalloc: call_site=g+0x1/0x2 \
            ptr=00000000aaaa0002 bytes_req=1400 bytes_alloc=2048 gfp_flags=GFP_KERNEL node=-1 accounted=false
            """);
    replay(trace, "slob");
    List<Moment> moments = PagesDecoder.moments(pages());
    Cell cell = moments.get(moments.size() - 1).cells().values().iterator().next();
    assertThat(cell.source()).isEqualTo("kmalloc");
    assertThat(cell.site()).as("asked for most of the page's bytes").isEqualTo("f+0x1/0x2");
    assertThat(cell.parts().get(0)).isEqualTo(2900);
  }

  @Test
  void thereAreNoneIfNoneAreWanted() throws IOException {
    replay(randomTrace(), "slab", "workload.allocations.pictures=0");
    assertThat(folder.resolve("out/run-1/pages.json")).doesNotExist();
    assertThat(Files.readString(folder.resolve("out/report.html"))).doesNotContain("pages-data");
  }

  @Test
  void aReportMadeAnewShowsThemAndADamagedFileIsNamed() throws IOException {
    replay(randomTrace(), "slab");
    Path report = folder.resolve("out/report.html");
    String before = Files.readString(report);
    assertThat(before).contains("pages-data");
    Files.delete(report);
    assertThat(Shell.run("report", folder.resolve("out").toString()).exitCode).isZero();
    assertThat(report).hasContent(before);

    Path damaged = folder.resolve("out/run-1/pages.json");
    Files.writeString(damaged, pages().substring(0, 1000));
    Shell shell = Shell.run("report", folder.resolve("out").toString());
    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains(damaged + ": no pictures of memory");
  }
}
