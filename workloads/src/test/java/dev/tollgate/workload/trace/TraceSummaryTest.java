package dev.tollgate.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tollgate.workload.trace.TraceSummary.NameCount;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceSummaryTest {

  private final Path folder;

  TraceSummaryTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void describesARealTrace() {
    TraceSummary summary = TraceSummary.of(TraceFiles.example("tx16k-strict.ftrace.gz"));
    MappingSummary mappings = mappings(summary);
    assertThat(summary.eventNames())
        .containsExactlyInAnyOrder(new NameCount("map", 7722), new NameCount("unmap", 7722));
    assertThat(summary.seconds()).isCloseTo(4.058212, within(1e-9));
    assertThat(mappings.maps()).isEqualTo(7722);
    assertThat(mappings.unmaps()).isEqualTo(7722);
    assertThat(mappings.mappedBefore()).isEqualTo(255);
    assertThat(mappings.unmatched()).isZero();
    assertThat(mappings.mappedOver()).isZero();
    assertThat(mappings.liveAtEnd()).isEqualTo(255);
    assertThat(mappings.ofSizeUpTo(12)).isEqualTo(4642);
    assertThat(mappings.ofSizeUpTo(13)).isEqualTo(642);
    assertThat(mappings.ofSizeUpTo(14)).isEqualTo(305 + 899);
    assertThat(mappings.ofSizeUpTo(15)).isEqualTo(331 + 650 + 253);
    assertThat(summary.toText().lines().map(String::strip))
        .contains(
            "format                      kernel trace text: events named alone, iommu events with"
                + " start and end",
            "time                        8.832101 to 12.890313 s (4.058212 s)",
            "CPUs                        1 [0]",
            "mapped before the trace   255",
            "up to 4 KiB               4642")
        .noneMatch(line -> line.startsWith("malformed") || line.startsWith("damage"));
  }

  @Test
  void keepsDevicesApartAndFollowsDmaEventsOnly() throws IOException {
    TraceSummary summary = TraceSummary.of(resource("dma-later.trace"));
    MappingSummary mappings = mappings(summary);
    assertThat(mappings.family()).isEqualTo(EventFamily.DMA);
    assertThat(summary.devices()).extracting(NameCount::name).containsExactly("nvme0", "nvme1");
    assertThat(mappings.maps()).as("1 buffer, 3 and 2 pieces, 2 allocations").isEqualTo(8);
    assertThat(mappings.unmaps()).as("the second unmap of a list covers nothing").isEqualTo(4);
    assertThat(mappings.unmatched() + mappings.mappedBefore()).isZero();
    assertThat(mappings.liveAtEnd()).as("the list of nvme1").isEqualTo(2);
    assertThat(mappings.mappedBytes()).isEqualTo(1024 + 0x1300 + 8192 + 4096 + 8192);
  }

  @Test
  void followsDmaEventsAndNotTheSameMappingsInIommuEvents() {
    String text =
        TraceFiles.map(1, 0x1000, 0x5000, 4096)
            + TraceFiles.line(
                1, "dma_map_phys: nic0 dir=NONE dma_addr=1010 size=9 phys_addr=5010 attrs=")
            + TraceFiles.line(2, "dma_unmap_phys: nic0 dir=NONE dma_addr=1010 size=9 attrs=")
            + TraceFiles.unmap(2, 0x1000, 4096);
    MappingSummary mappings = mappings(TraceSummary.of(TraceFiles.write(folder, "both", text)));
    assertThat(mappings.maps()).isEqualTo(1);
    assertThat(mappings.mappedBytes()).isEqualTo(9);
    assertThat(mappings.liveAtEnd()).isZero();
  }

  @Test
  void tellsOfEverythingOdd() throws IOException {
    String text = TraceSummary.of(resource("trace-file-6.1.trace")).toText();
    assertThat(text.lines().map(String::strip))
        .contains(
            "events not used           1",
            "no event at all           2",
            "lost events                 1234",
            "losses of unknown size      1",
            "recordings joined           2");
  }

  @Test
  void tellsOfDamage() throws IOException {
    byte[] whole = java.nio.file.Files.readAllBytes(TraceFiles.example("tx16k-strict.ftrace.gz"));
    Path cut = TraceFiles.write(folder, "cut.gz", Arrays.copyOf(whole, whole.length / 3));
    assertThat(TraceSummary.of(cut).toText())
        .containsPattern("damage +the file ends inside gzip member 1, after \\d+ bytes of text;");
  }

  @Test
  void describesAnAllocationTraceAndAUnitLog() {
    Path plain = TraceFiles.write(folder, "plain", "table 64\nmap 1 1\nmap 2 1\nunmap 1\n");
    assertThat(TraceSummary.of(plain).eventNames())
        .containsExactly(
            new NameCount("map", 2), new NameCount("table", 1), new NameCount("unmap", 1));
    assertThat(TraceSummary.of(plain).toText()).doesNotContain("time  ");

    TraceSummary log = TraceSummary.of(TraceFiles.example("rx16k-strict+device.vtd.gz"));
    assertThat(log.devices())
        .containsExactly(new NameCount("sid 0xfa", 51), new NameCount("sid 0x20", 25_946));
    assertThat(log.mappings()).isNull();
  }

  private static MappingSummary mappings(TraceSummary summary) {
    return Objects.requireNonNull(summary.mappings());
  }

  private Path resource(String name) throws IOException {
    try (InputStream in = getClass().getResourceAsStream(name)) {
      return TraceFiles.write(folder, name, Objects.requireNonNull(in).readAllBytes());
    }
  }
}
