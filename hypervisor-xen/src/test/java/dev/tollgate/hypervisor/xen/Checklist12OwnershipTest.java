package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.spi.FrameMappings;
import dev.tollgate.core.spi.MemoryExchange;
import dev.tollgate.core.spi.SharedFrames;
import dev.tollgate.hypervisor.xen.iommu.CallForm;
import dev.tollgate.hypervisor.xen.multicall.MulticallUse;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Points 12 and 14: whose frames may be entered, with which right, and when one may leave. */
class Checklist12OwnershipTest {

  private static final int PAGE = 7;

  private final IommuBench bench = new IommuBench(CallForm.ENTRY, MulticallUse.NEVER);

  private void map(long ioPage, long frame, DmaDirection direction) {
    bench.seen.map(0, ioPage, 1, frame, direction);
    bench.seen.endOfCall(0);
  }

  private boolean giveBack(long frame) {
    return Objects.requireNonNull(bench.hypervisor.as(MemoryExchange.class)).giveBack(0, frame);
  }

  private long refused() {
    return figure("hypervisor.iommu.refused");
  }

  private long figure(String name) {
    Map<String, Long> figures = bench.figures();
    return Objects.requireNonNull(figures.get(name));
  }

  /** It is dom0's until the entry is cleared, but dom0 has no right to it any more. */
  @Test
  void aFrameThatWasGivenBackButIsStillReachableIsNotEnteredAgain() {
    long frame = bench.frame(0, 3);
    map(PAGE, frame, DmaDirection.BIDIRECTIONAL);
    assertThat(giveBack(frame)).isTrue();

    map(PAGE + 1, frame, DmaDirection.BIDIRECTIONAL);

    assertThat(refused()).isEqualTo(1);
    assertThat(bench.reached(PAGE + 1, false)).isEqualTo(-1);
    assertThat(bench.reached(PAGE, false)).isEqualTo(frame);
    bench.hypervisor.check();
  }

  @Test
  void aGrantToReadLetsDevicesReadAndNotWrite() {
    SharedFrames shared = Objects.requireNonNull(bench.hypervisor.as(SharedFrames.class));
    long frame = bench.frame(1, 20);
    FrameMappings list = new FrameMappings(1);
    list.add(1, shared.grant(1, 0, frame, true), true, false);
    shared.map(0, list);
    assertThat(list.status[0]).isEqualTo(FrameMappings.DONE);

    map(PAGE, frame, DmaDirection.FROM_DEVICE);
    map(PAGE, frame, DmaDirection.BIDIRECTIONAL);
    assertThat(refused()).isEqualTo(2);
    assertThat(bench.reached(PAGE, false)).isEqualTo(-1);

    map(PAGE, frame, DmaDirection.TO_DEVICE);
    assertThat(refused()).isEqualTo(2);
    assertThat(bench.reached(PAGE, false)).isEqualTo(frame);
    bench.hypervisor.check();
  }

  @Test
  void whatWasGrantedIsNotEnteredOnceTheGrantIsMappedNoMore() {
    SharedFrames shared = Objects.requireNonNull(bench.hypervisor.as(SharedFrames.class));
    long frame = bench.frame(1, 20);
    FrameMappings list = new FrameMappings(1);
    list.add(1, shared.grant(1, 0, frame, false), false, false);
    shared.map(0, list);
    int handle = list.handle[0];
    list.clear();
    list.add(handle, 0, false);
    shared.unmap(0, list);

    map(PAGE, frame, DmaDirection.TO_DEVICE);

    assertThat(refused()).isEqualTo(1);
    assertThat(bench.reached(PAGE, false)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 40, -1})
  void aFrameThatDoesNotExistIsRefused(long frame) {
    map(PAGE, frame, DmaDirection.TO_DEVICE);
    assertThat(refused()).isEqualTo(1);
    assertThat(bench.reached(PAGE, false)).isEqualTo(-1);
  }

  @Test
  void theLastIoPageCanBeEnteredAndNoneBehindIt() {
    long last = bench.unit.iovaAllocator(0).size() - 1;
    map(last, bench.frame(0, 3), DmaDirection.TO_DEVICE);
    assertThat(bench.reached(last, false)).isEqualTo(bench.frame(0, 3));
    assertThat(refused()).isZero();

    map(last + 1, bench.frame(0, 4), DmaDirection.TO_DEVICE);
    assertThat(refused()).isEqualTo(1);
    bench.seen.unmap(0, last + 1, 1);
    bench.seen.endOfCall(0);
    assertThat(refused()).isEqualTo(2);
  }

  @Test
  void toClearWhatHasNoEntryIsRefusedAndEndsNothing() {
    bench.seen.unmap(0, PAGE, 1);
    bench.seen.endOfCall(0);
    assertThat(refused()).isEqualTo(1);
    map(PAGE, bench.frame(0, 3), DmaDirection.TO_DEVICE);
    bench.seen.unmap(0, PAGE, 1);
    bench.seen.endOfCall(0);
    assertThat(refused()).isEqualTo(1);
    assertThat(figure("hypervisor.iommu.unmapped")).isEqualTo(1);
    bench.hypervisor.check();
  }

  /** What the unit was made to forget holds up nothing; what it may have cached does. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void onlyAFrameThatMayBeCachedIsForgottenBeforeItLeaves(boolean forgotten) {
    long frame = bench.frame(0, 3);
    long other = bench.frame(0, 4);
    map(PAGE, frame, DmaDirection.BIDIRECTIONAL);
    map(PAGE + 1, other, DmaDirection.BIDIRECTIONAL);
    bench.reached(PAGE, false);
    bench.reached(PAGE + 1, false);
    bench.seen.unmap(0, PAGE, 2);
    if (forgotten) {
      bench.seen.invalidate(0, PAGE, 1);
    }
    bench.seen.endOfCall(0);

    assertThat(giveBack(frame)).isTrue();
    assertThat(figure("hypervisor.iommu.flushes.release")).isEqualTo(forgotten ? 0 : 1);
    assertThat(giveBack(other)).isTrue();
    assertThat(figure("hypervisor.iommu.flushes.release")).isEqualTo(1);
    assertThat(bench.reached(PAGE, false)).isEqualTo(-1);
    assertThat(bench.reached(PAGE + 1, false)).isEqualTo(-1);
    assertThat(figure("hypervisor.frames.left.cached")).isZero();
    bench.hypervisor.check();
  }

  @Test
  void afterEverythingWasForgottenFramesLeaveWithoutMore() {
    long frame = bench.frame(0, 3);
    map(PAGE, frame, DmaDirection.BIDIRECTIONAL);
    bench.reached(PAGE, false);
    bench.seen.unmap(0, PAGE, 1);
    assertThat(bench.seen.invalidateAll(0)).isTrue();
    bench.seen.endOfCall(0);
    assertThat(bench.reached(PAGE, false)).isEqualTo(-1);

    assertThat(giveBack(frame)).isTrue();

    assertThat(figure("hypervisor.iommu.flushes")).isEqualTo(1);
    assertThat(figure("hypervisor.iommu.flushes.release")).isZero();
  }

  /** A page that is entered anew while an old translation may be cached: both frames count. */
  @Test
  void aFrameOfBeforeIsForgottenThoughItsIoPageLeadsElsewhereByNow() {
    long before = bench.frame(0, 3);
    map(PAGE, before, DmaDirection.BIDIRECTIONAL);
    bench.reached(PAGE, false);
    bench.seen.unmap(0, PAGE, 1);
    bench.seen.endOfCall(0);
    map(PAGE, bench.frame(0, 4), DmaDirection.BIDIRECTIONAL);

    assertThat(giveBack(before)).isTrue();

    assertThat(bench.reached(PAGE, false)).isEqualTo(bench.frame(0, 4));
    assertThat(figure("hypervisor.frames.left.cached")).isZero();
  }
}
