package dev.tollgate.workload.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.workload.trace.TraceReader;
import dev.tollgate.workload.trace.UnitLogReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedWindowsTest {

  private static final String LOG = "27394@1795319874.%06d:%s";

  private final Path folder;
  private final RecordedWindows windows = new RecordedWindows();

  RecordedWindowsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private void invalidated(String line, long nanos) {
    Path file = ReplayBench.write(folder, "x.vtd", LOG.formatted(1, line));
    try (UnitLogReader reader = (UnitLogReader) TraceReader.open(file)) {
      assertThat(reader.next()).isTrue();
      windows.invalidated(reader.event(), nanos);
    }
  }

  private Map<String, Long> reported() {
    Map<String, Long> metrics = new TreeMap<>();
    windows.report((name, value, unit, meaning) -> metrics.put(name, value));
    return metrics;
  }

  @Test
  void windowLastsFromUnmapToTheInvalidationOfItsPage() {
    windows.accessed(0xffefc);
    windows.accessed(0xffefd);
    windows.unmapped(0xffefc, 1000);
    windows.unmapped(0xffefd, 1500);
    invalidated(
        "vtd_inv_desc_iotlb_pages iotlb invalidate domain 0x6 addr 0xffefc000 mask 0x0", 2000);

    assertThat(reported())
        .containsEntry("workload.recorded.stale.windows", 1L)
        .containsEntry("workload.recorded.stale.max", 1000L)
        .containsEntry("workload.recorded.invalidations.pages", 1L);
  }

  @Test
  void maskCoversNeighbours() {
    windows.accessed(0xffefc);
    windows.accessed(0xffefd);
    windows.unmapped(0xffefc, 1000);
    windows.unmapped(0xffefd, 1500);
    invalidated(
        "vtd_inv_desc_iotlb_pages iotlb invalidate domain 0x6 addr 0xffefc000 mask 0x1", 2000);

    assertThat(reported()).containsEntry("workload.recorded.stale.windows", 2L);
  }

  @Test
  void windowOfAPageThatTheUnitDoesNotHoldHasNoLength() {
    windows.unmapped(0xffefc, 1000);
    invalidated("vtd_inv_desc_iotlb_domain iotlb invalidate whole domain 0x6", 2000);

    assertThat(reported())
        .containsEntry("workload.recorded.stale.windows", 1L)
        .containsEntry("workload.recorded.stale.max", 0L)
        .containsEntry("workload.recorded.invalidations.domain", 1L);
  }

  @Test
  void wholeInvalidationsEndAllWindowsAndWhatWasUsedIsForgotten() {
    windows.accessed(1);
    windows.accessed(2);
    windows.unmapped(1, 100);
    windows.unmapped(1, 900); // still stale since 100
    windows.unmapped(2, 200);
    invalidated("vtd_inv_desc_iotlb_global iotlb invalidate global", 300);
    windows.unmapped(1, 400); // no longer held
    invalidated("vtd_inv_desc_iotlb_global iotlb invalidate global", 500);

    assertThat(reported())
        .containsEntry("workload.recorded.stale.windows", 3L)
        .containsEntry("workload.recorded.stale.total", 300L)
        .containsEntry("workload.recorded.stale.max", 200L)
        .containsEntry("workload.recorded.invalidations.global", 2L);
  }

  @Test
  void newPassKeepsWhatWasMeasuredAndForgetsWhatIsOpen() {
    windows.accessed(1);
    windows.unmapped(1, 100);
    windows.beginPass();
    invalidated("vtd_inv_desc_iotlb_global iotlb invalidate global", 300);

    assertThat(reported()).containsEntry("workload.recorded.stale.windows", 0L);
  }
}
