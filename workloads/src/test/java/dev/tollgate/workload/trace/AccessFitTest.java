package dev.tollgate.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Takes the numbers of the fitted models from the three device logs again. */
@EnabledIf("dev.tollgate.workload.trace.TraceFiles#hasShared")
class AccessFitTest {

  @Test
  void theNetworkCardIsAsItsTwoLogsSay() {
    Fit fit = new Fit();
    fit.add("rx16k-strict+device.ftrace.gz");
    fit.add("rx16k-lazy+device.ftrace.gz");
    AccessModel model = AccessModel.FITTED_NIC;
    assertDeciles(model.delays(TransferDirection.TO_DEVICE), fit.readOnlyDelays);
    assertDeciles(model.delays(TransferDirection.FROM_DEVICE), fit.otherDelays);
    assertThat(model.gapNanos()).isEqualTo(decile(fit.gaps, 5));
    assertThat((double) model.ringAccessesPerThousand())
        .isCloseTo(1000.0 * fit.ringAccesses / fit.pagesTouched, within(1.0));
    assertThat(fit.pagesUnmapped).isEqualTo(7_641 + 11_646);
    assertThat(fit.pagesUntouched).isEqualTo(7);
    assertThat(fit.repeats).isZero();
    assertThat(fit.outOfOrder).isZero();
  }

  @Test
  void theDiskIsAsItsLogSays() {
    Fit fit = new Fit();
    fit.add("nvme-randread4k-strict+device.ftrace.gz");
    AccessModel model = AccessModel.FITTED_NVME;
    assertThat(fit.readOnlyDelays).isEmpty();
    assertDeciles(model.delays(TransferDirection.UNKNOWN), fit.otherDelays);
    assertThat((double) model.ringAccessesPerThousand())
        .isCloseTo(1000.0 * fit.ringAccesses / fit.pagesTouched, within(1.0));
    assertThat(fit.pagesUnmapped).isEqualTo(6_144);
    assertThat(fit.pagesUntouched + fit.repeats + fit.outOfOrder).isZero();
  }

  private static void assertDeciles(AccessDelays delays, List<Long> measured) {
    for (int tenth = 0; tenth <= 10; tenth++) {
      assertThat(delays.decile(tenth))
          .as("decile %d", tenth)
          .isCloseTo(decile(measured, tenth), within(1_000L));
    }
  }

  private static long decile(List<Long> values, int tenth) {
    List<Long> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get((int) Math.rint((sorted.size() - 1) * tenth / 10.0));
  }

  /** What devices did to the mappings that begin and end within a trace. */
  private static final class Fit implements AreaSink {
    private static final class Mapping {
      private long mapped;
      private long pages;
      private long touched;
      private long lastPage = -1;
      private long lastNanos;
      private long delay;
      private boolean readOnly;
    }

    private final List<Long> readOnlyDelays = new ArrayList<>();
    private final List<Long> otherDelays = new ArrayList<>();
    private final List<Long> gaps = new ArrayList<>();
    private final Map<Long, Mapping> pages = new HashMap<>();
    private long pagesUnmapped;
    private long pagesUntouched;
    private long pagesTouched;
    private long repeats;
    private long outOfOrder;
    private long ringAccesses;
    private final Map<Long, Long> ringsByPage = new HashMap<>();

    void add(String name) {
      Path trace = TraceFiles.shared("traces").resolve(name);
      pages.clear();
      ringsByPage.clear();
      try (JoinedReader reader =
          DeviceLog.align(trace, Objects.requireNonNull(DeviceLog.beside(trace))).open()) {
        AreaWalk walk = new AreaWalk(reader.trace().mappingFamily(), this);
        while (reader.next()) {
          switch (reader.side()) {
            case MAPPED_BEFORE -> {}
            case KERNEL -> walk.walk(reader.kernelEvent());
            case UNIT -> {
              if (reader.unitEvent().kind().isAccess()) {
                access(reader.unitEvent(), reader.nanos());
              }
            }
          }
        }
      }
      ringAccesses += ringsByPage.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void mapped(KernelEvent event, long address, long physical, long bytes) {
      Mapping mapping = new Mapping();
      mapping.mapped = event.monotonicNanos();
      mapping.pages = bytes >>> 12;
      for (long i = 0; i < mapping.pages; i++) {
        pages.put((address >>> 12) + i, mapping);
      }
    }

    @Override
    public void unmapped(KernelEvent event, long address, long bytes) {
      Mapping mapping = pages.get(address >>> 12);
      for (long i = 0; i < bytes >>> 12; i++) {
        pages.remove((address >>> 12) + i);
        ringsByPage.remove((address >>> 12) + i);
      }
      if (mapping != null) {
        pagesUnmapped += mapping.pages;
        pagesUntouched += mapping.pages - mapping.touched;
        (mapping.readOnly ? readOnlyDelays : otherDelays).add(mapping.delay);
      }
    }

    private void access(UnitEvent event, long now) {
      long page = event.address() >>> 12;
      Mapping mapping = pages.get(page);
      if (mapping == null) {
        ringsByPage.merge(page, 1L, Long::sum);
        return;
      }
      pagesTouched++;
      if (mapping.touched++ == 0) {
        mapping.delay = now - mapping.mapped;
        mapping.readOnly = !event.writable();
      } else {
        gaps.add(now - mapping.lastNanos);
        repeats += page == mapping.lastPage ? 1 : 0;
        outOfOrder += page < mapping.lastPage ? 1 : 0;
      }
      mapping.lastPage = page;
      mapping.lastNanos = now;
    }
  }
}
