package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.spi.FrameMappings;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.SharedFrames;
import dev.tollgate.hypervisor.xen.grant.GrantStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Point 12, grant-integrated: the operation that maps a grant fills the I/O table, and the one that
 * unmaps it clears the entry and makes the unit forget, once for a call.
 */
class Checklist12GrantIntegratedTest {

  private final List<String> heard = new ArrayList<>();

  private final IotlbListener listener =
      new IotlbListener() {
        @Override
        public void filled(int domain, long ioPage, long value) {}

        @Override
        public void evicted(int domain, long ioPage) {}

        @Override
        public void forgot(int domain, long firstPage, int pages) {
          heard.add("forgot " + firstPage);
        }

        @Override
        public void forgotAll(int domain) {
          heard.add("forgot all");
        }

        @Override
        public void entered(int domain, long ioPage, long frame, DmaDirection granted) {
          heard.add("entered " + ioPage + " " + granted);
        }

        @Override
        public void cleared(int domain, long ioPage) {
          heard.add("cleared " + ioPage);
        }
      };

  private static SharedFrames frames(IommuBench bench) {
    return Objects.requireNonNull(bench.hypervisor.as(SharedFrames.class));
  }

  private static long figure(IommuBench bench, String name) {
    return Objects.requireNonNull(bench.figures().get(name), name);
  }

  private static FrameMappings map(IommuBench bench, int pages, boolean readOnly) {
    FrameMappings list = new FrameMappings(pages);
    for (int i = 0; i < pages; i++) {
      int grant = frames(bench).grant(1, 0, bench.frame(1, 20 + i), readOnly);
      list.add(1, grant, readOnly, true);
    }
    frames(bench).map(0, list);
    return list;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void pagesAreReachedByTheAddressesThatTheMappingAnswersUntilItEnds(boolean selective) {
    IommuBench bench = IommuBench.heardBy(listener, selective, 0);
    long crossings = figure(bench, "hypervisor.crossings");

    FrameMappings list = map(bench, 3, true);

    for (int i = 0; i < 3; i++) {
      assertThat(list.status[i]).isEqualTo(FrameMappings.DONE);
      assertThat(bench.reached(list.busAddress[i] >>> 12, false)).isEqualTo(list.frame[i]);
      assertThat(bench.reached(list.busAddress[i] >>> 12, true)).as("to read only").isNegative();
    }
    frames(bench).unmap(0, list);
    for (int i = 0; i < 3; i++) {
      assertThat(list.status[i]).isEqualTo(FrameMappings.DONE);
      assertThat(bench.reached(list.busAddress[i] >>> 12, false)).isNegative();
    }
    assertThat(figure(bench, "hypervisor.crossings") - crossings)
        .as("one to map, one to unmap, none for the table")
        .isEqualTo(2);
    assertThat(figure(bench, "hypervisor.iommu.flushes")).isEqualTo(selective ? 3 : 1);
    long[] pages = new long[3];
    for (int i = 0; i < 3; i++) {
      pages[i] = list.busAddress[i] >>> 12;
    }
    List<String> expected = new ArrayList<>();
    for (long page : pages) {
      expected.add("entered " + page + " TO_DEVICE");
    }
    for (long page : pages) {
      expected.add("cleared " + page);
    }
    if (selective) {
      for (long page : pages) {
        expected.add("forgot " + page);
      }
    } else {
      expected.add("forgot all");
    }
    assertThat(heard).isEqualTo(expected);
    bench.hypervisor.check();
    bench.unit.check();
  }

  @Test
  void lastWriterTakesTheRightToWriteWithItAndTheLedgerHearsIt() {
    IommuBench bench = IommuBench.heardBy(listener, true, 0);
    long frame = bench.frame(1, 20);
    FrameMappings reader = new FrameMappings(1);
    reader.add(1, frames(bench).grant(1, 0, frame, false), true, true);
    FrameMappings writer = new FrameMappings(1);
    writer.add(1, frames(bench).grant(1, 0, frame, false), false, true);
    frames(bench).map(0, reader);
    frames(bench).map(0, writer);
    long page = reader.busAddress[0] >>> 12;
    assertThat(writer.busAddress[0]).isEqualTo(reader.busAddress[0]);
    assertThat(bench.reached(page, true)).isEqualTo(frame);

    frames(bench).unmap(0, writer);

    assertThat(bench.reached(page, true)).isNegative();
    assertThat(bench.reached(page, false)).isEqualTo(frame);
    assertThat(heard)
        .containsExactly(
            "entered " + page + " TO_DEVICE",
            "cleared " + page,
            "entered " + page + " BIDIRECTIONAL",
            "cleared " + page,
            "entered " + page + " TO_DEVICE",
            "forgot " + page);
    bench.hypervisor.check();
  }

  @Test
  void pagesForWhichTheTableHasNoEntryLeftAreRefusedAndTheOthersMapped() {
    IommuBench bench = IommuBench.heardBy(listener, true, 4);
    FrameMappings list = map(bench, 6, true);

    int refused = 0;
    for (int i = 0; i < 6; i++) {
      refused += list.status[i] == GrantStatus.NO_DEVICE_SPACE ? 1 : 0;
    }
    assertThat(refused).isEqualTo(6 - (int) heard.stream().filter(e -> e.startsWith("e")).count());
    assertThat(refused).isPositive();
    bench.hypervisor.check();
  }

  @Test
  void policiesThatCopyAreNotApplicable() {
    ImmutableSet<IommuCapability> seen =
        ImmutableSet.of(
            IommuCapability.SELECTIVE_INVALIDATION,
            IommuCapability.GUARDED_BY_HYPERVISOR,
            IommuCapability.ENTERED_BY_HYPERVISOR);
    for (String policy : new String[] {"bounce", "shadow"}) {
      assertThat(Objects.requireNonNull(Tollgate.load().policies().get(policy)).on(seen).toString())
          .contains("whole and uncopied");
    }
  }
}
