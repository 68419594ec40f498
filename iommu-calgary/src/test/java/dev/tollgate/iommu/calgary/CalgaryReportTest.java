package dev.tollgate.iommu.calgary;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.dma.DmaDirection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The figures at the end of a run. */
class CalgaryReportTest {

  private static final long SECOND = 1_000_000_000_000L;

  @Test
  void theFiguresAreThoseOfTheRun() {
    Calgary calgary = Calgary.with();
    long kept = calgary.map(3, 5, DmaDirection.FROM_DEVICE);
    long gone = calgary.map(2, 9, DmaDirection.TO_DEVICE);
    calgary.frameAt(kept, true);
    calgary.frameAt(kept, true);
    calgary.unmap(gone, 2);
    calgary.machine.advanceTo(SECOND);
    calgary.frameAt(gone, false);
    calgary.frameAt(8192, false);
    calgary.frameAt(200, false);
    calgary.iommu.invalidateAll(0);
    calgary.machine.advanceTo(5 * SECOND);
    calgary.frameAt(kept, true);

    assertThat(report(calgary))
        .containsEntry("iommu.iotlb.hits", 1L)
        .containsEntry("iommu.iotlb.misses", 4L)
        .containsEntry("iommu.iotlb.fills", 1L)
        .containsEntry("iommu.iotlb.evictions", 0L)
        .containsEntry("iommu.iotlb.invalidations", 1L)
        .containsEntry("iommu.flushes", 1L)
        .containsEntry("iommu.flushes.aborted", 0L)
        .containsEntry("iommu.flushes.not-quiesced", 0L)
        .containsEntry("iommu.quiesce.polls", 2L)
        .containsEntry("iommu.quiesce.stops", 1L)
        .containsEntry("iommu.quiesce.standstill", (3000L + 3 * 1500 + 2 * 150) * 1000)
        .containsEntry("iommu.faults", 2L)
        .containsEntry("iommu.faults.not-present", 1L)
        .containsEntry("iommu.faults.forbidden", 0L)
        .containsEntry("iommu.faults.outside-table", 1L)
        .containsEntry("iommu.refused-by-dead-bus", 1L)
        .containsEntry("iommu.passed-by", 1L)
        .containsEntry("iommu.watchdog.looks", 2L)
        .containsEntry("iommu.watchdog.dead-buses", 1L)
        .containsEntry("iommu.watchdog.first-bus-death", 2 * SECOND)
        .containsEntry("iommu.watchdog.longest-delay", SECOND)
        .containsEntry("iommu.table.bytes", 65_536L)
        .containsEntry("iommu.bitmap.bytes", 1024L)
        .containsEntry("iommu.table.stores", 7L)
        .containsEntry("iommu.table.entries", 3L)
        .containsEntry("iommu.table.unowned", 0L)
        .containsEntry("iommu.table.reached", 0L)
        .containsEntry("iommu.table.digest", calgary.driver().table().digest())
        .containsEntry("iommu.pages.used", 3L)
        .containsEntry("iommu.pages.peak", 5L)
        .containsEntry("iommu.pages.reserved", 97L)
        .containsEntry("iommu.pages.hint", 6L)
        .containsEntry("iommu.pages.ignored-unmaps", 0L)
        .containsEntry("iommu.lock.taken", 4L)
        .containsEntry("iommu.lock.held", calgary.driver().lock().lock().totalHeldPicoseconds())
        .hasSize(35);
  }

  @Test
  void busesAreSummedUpOrNamed() {
    Calgary calgary = Calgary.onBuses(ImmutableList.of(1, 3));
    calgary.iommu.map(1, 40, 1, 5, DmaDirection.TO_DEVICE);
    calgary.iommu.endOfCall(1);
    Map<String, Long> report = report(calgary);
    assertThat(report)
        .containsEntry("iommu.table.bytes", 131_072L)
        .containsEntry("iommu.table.entries", 1L)
        .containsEntry("iommu.watchdog.first-bus-death", -1L)
        .containsEntry("iommu.watchdog.longest-delay", -1L)
        .containsEntry("iommu.table.digest.bus3", calgary.iommu.driver(1).table().digest())
        .containsKey("iommu.table.digest.bus1")
        .containsKey("iommu.pages.hint.bus1")
        .doesNotContainKey("iommu.table.digest");
    assertThat(report.get("iommu.table.digest.bus1"))
        .isNotEqualTo(report.get("iommu.table.digest.bus3"));
  }

  private static Map<String, Long> report(Calgary calgary) {
    Map<String, Long> figures = new LinkedHashMap<>();
    calgary.iommu.report(
        (name, value, unit, meaning) -> {
          assertThat(name).startsWith("iommu.").doesNotContain(" ");
          assertThat(unit).isNotBlank();
          assertThat(meaning).isNotBlank();
          assertThat(figures.put(name, value)).as(name).isNull();
        });
    return figures;
  }
}
