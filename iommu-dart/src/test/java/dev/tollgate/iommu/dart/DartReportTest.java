package dev.tollgate.iommu.dart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The figures at the end of a run. */
class DartReportTest {

  @Test
  void theFiguresAreThoseOfTheRun() {
    Dart dart = Dart.with("bypass", true, "lost-invalidate-every", 6L, "lost-flush-every", 3L);
    long kept = dart.map(3, 0x300);
    long gone = dart.map(2, 0x400);
    dart.frameAt(kept);
    dart.frameAt(kept);
    dart.unmap(gone, 2);
    dart.frameAt(gone);
    dart.iommu.translate(0, gone << 12, true);
    dart.iommu.translate(0, gone << 12, true);
    dart.frameAt(4096);
    dart.iommu.translate(1, 0x1234, true);
    dart.iommu.invalidateAll(0);
    dart.iommu.invalidateAll(0);
    dart.iommu.invalidateAll(0); // the bit goes unnoticed once
    dart.machine.advanceTo(1234);
    dart.map(20, 0x500); // its first page is not forgotten

    assertThat(report(dart))
        .containsEntry("iommu.iotlb.hits", 3L)
        .containsEntry("iommu.iotlb.misses", 3L)
        .containsEntry("iommu.iotlb.fills", 2L)
        .containsEntry("iommu.iotlb.evictions", 0L)
        .containsEntry("iommu.iotlb.invalidations", 2L)
        .containsEntry("iommu.flushes", 3L)
        .containsEntry("iommu.flushes.aborted", 0L)
        .containsEntry("iommu.flushes.repeated", 1L)
        .containsEntry("iommu.pages-forgotten", 25L)
        .containsEntry("iommu.pages-forgotten.aborted", 4L)
        .containsEntry("iommu.polls", (25L - 4) + 4 * 36 + 2 + 2 + 1)
        .containsEntry("iommu.panics", 4L)
        .containsEntry("iommu.panics.first", 1234L)
        .containsEntry("iommu.faults", 1L)
        .containsEntry("iommu.faults.not-present", 0L)
        .containsEntry("iommu.faults.outside-table", 1L)
        .containsEntry("iommu.dummy.reads", 1L)
        .containsEntry("iommu.dummy.writes", 2L)
        .containsEntry("iommu.bypassed", 1L)
        .containsEntry("iommu.table.bytes", 16_384L)
        .containsEntry("iommu.table.chunk", 16L << 20)
        .containsEntry("iommu.bitmap.bytes", 512L)
        .containsEntry("iommu.table.stores", 27L)
        .containsEntry("iommu.table.entries", 23L)
        .containsEntry("iommu.table.unowned", 0L)
        .containsEntry("iommu.table.reached", 0L)
        .containsEntry("iommu.table.digest", dart.driver().table().digest())
        .containsEntry("iommu.pages.used", 23L)
        .containsEntry("iommu.pages.peak", 23L)
        .containsEntry("iommu.pages.reserved", 1L)
        .containsEntry("iommu.pages.hint", 5L)
        .containsEntry("iommu.pages.large-hint", 3092L)
        .containsEntry("iommu.lock.taken", 7L)
        .containsEntry("iommu.lock.held", dart.driver().lock().lock().totalHeldPicoseconds())
        .hasSize(34);
  }

  @Test
  void theLocksOfPoolsCount() {
    Dart dart = Dart.with("allocator", "pools");
    dart.unmap(dart.map(1, 0x300), 1);
    assertThat(report(dart))
        .containsEntry("iommu.lock.taken", 3L)
        .containsEntry("iommu.pages.reserved", 2L)
        .containsEntry("iommu.panics.first", -1L);
  }

  private static Map<String, Long> report(Dart dart) {
    Map<String, Long> figures = new LinkedHashMap<>();
    dart.iommu.report(
        (name, value, unit, meaning) -> {
          assertThat(name).startsWith("iommu.").doesNotContain(" ");
          assertThat(unit).isNotBlank();
          assertThat(meaning).isNotBlank();
          assertThat(figures.put(name, value)).as(name).isNull();
        });
    return figures;
  }
}
