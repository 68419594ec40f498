package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.spi.FrameMoves;
import dev.tollgate.core.spi.FrameTransfers;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.hypervisor.xen.grant.GrantStatus;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;
import dev.tollgate.hypervisor.xen.iommu.CallForm;
import dev.tollgate.hypervisor.xen.multicall.MulticallUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Points 13 and 14: what a page flip changes in both guests, and what it does not get past. */
class Checklist13FlipTest {

  private final IommuBench bench = new IommuBench(CallForm.ARRAY, MulticallUse.ALWAYS);
  private final FrameTransfers transfers =
      Objects.requireNonNull(bench.hypervisor.as(FrameTransfers.class));
  private final Guest dom0 = bench.hypervisor.guests().get(0);
  private final Guest domU = bench.hypervisor.guests().get(1);
  private final PageAllocator dom0Pages = dom0.machine().pages();
  private final PageAllocator domUPages = domU.machine().pages();
  private final FrameMoves moves = new FrameMoves(4);

  private FrameMoves one(long frame) {
    moves.clear();
    moves.add(frame);
    return moves;
  }

  private long offer(long frame) {
    transfers.giveBack(1, one(frame));
    assertThat(moves.status[0]).isEqualTo(FrameMoves.DONE);
    return moves.number[0];
  }

  private long replacement() {
    long[] frames = new long[1];
    assertThat(transfers.take(0, frames, 1)).isEqualTo(1);
    return frames[0];
  }

  private void flip(long frame, int entry, long replacement) {
    moves.clear();
    moves.add(frame, replacement, 1, entry);
    transfers.transfer(0, moves);
  }

  @Test
  void threeNumbersComeToStandForAnotherFrameForEachFlippedPage() {
    List<String> changes = new ArrayList<>();
    dom0.follow((number, frame) -> changes.add("dom0 " + number + " " + frame));
    domU.follow((number, frame) -> changes.add("domu " + number + " " + frame));
    long offered = domUPages.allocate(0);
    long given = dom0Pages.allocate(0);
    long dom0Number = dom0.numberOf(given);
    bench.hardware.memory().writeLongLittleEndian(given << 12, 0x1234_5678_9abcL);

    int entry = transfers.accept(1, 0);
    long number = offer(offered);
    long replacement = replacement();
    flip(given, entry, replacement);
    long came = transfers.taken(1, entry);
    moves.clear();
    moves.add(came, number);
    transfers.place(1, moves);

    assertThat(came).isEqualTo(given);
    assertThat(changes)
        .containsExactly(
            "domu " + number + " " + Guest.NO_FRAME,
            "dom0 " + dom0Number + " " + replacement,
            "domu " + number + " " + given);
    assertThat(domU.frameOf(number)).isEqualTo(given);
    assertThat(domU.numberOf(given)).isEqualTo(number);
    assertThat(dom0.numberOf(given)).isEqualTo(Guest.NO_FRAME);
    assertThat(dom0.numberOf(replacement)).isEqualTo(dom0Number);
    assertThat(bench.hardware.memory().readLongLittleEndian(given << 12))
        .isEqualTo(0x1234_5678_9abcL);
    dom0Pages.free(replacement, 0);
    domUPages.free(given, 0);
    assertThat(domUPages.allocate(0)).as("a page like any other").isEqualTo(given);
    bench.hypervisor.check();
  }

  @Test
  void eachStepIsOneCrossingForAllPages() {
    int[] entries = new int[4];
    moves.clear();
    for (int i = 0; i < 4; i++) {
      entries[i] = transfers.accept(1, 0);
      moves.add(domUPages.allocate(0));
    }
    long before = bench.steps(XenSteps.CROSSING);
    transfers.giveBack(1, moves);
    assertThat(bench.steps(XenSteps.CROSSING) - before).isEqualTo(1);
    long[] numbers = moves.number.clone();
    long[] spare = new long[4];
    assertThat(transfers.take(0, spare, 4)).isEqualTo(4);
    assertThat(bench.steps(XenSteps.CROSSING) - before).isEqualTo(2);
    moves.clear();
    for (int i = 0; i < 4; i++) {
      moves.add(dom0Pages.allocate(0), spare[i], 1, entries[i]);
    }
    transfers.transfer(0, moves);
    assertThat(bench.steps(XenSteps.CROSSING) - before).isEqualTo(3);
    moves.clear();
    for (int i = 0; i < 4; i++) {
      moves.add(transfers.taken(1, entries[i]), numbers[i]);
    }
    transfers.place(1, moves);
    assertThat(bench.steps(XenSteps.CROSSING) - before).isEqualTo(4);
    assertThat(bench.steps(XenSteps.UPDATE_VA)).isEqualTo(12);
    assertThat(bench.steps(XenSteps.MACHPHYS_UPDATE)).isEqualTo(8);
    assertThat(bench.steps(XenSteps.MEMORY_EXTENT)).isEqualTo(8);
    assertThat(bench.steps(XenSteps.GRANT_TRANSFER)).isEqualTo(4);
    bench.hypervisor.check();
  }

  @Test
  void frameThatDevicesMayReachIsNotGivenAwayAndCanBeAReplacementLater() {
    long given = dom0Pages.allocate(0);
    long number = dom0.numberOf(given);
    int entry = transfers.accept(1, 0);
    offer(domUPages.allocate(0));
    long replacement = replacement();
    bench.seen.map(0, 7, 1, given, DmaDirection.FROM_DEVICE);
    bench.seen.endOfCall(0);

    flip(given, entry, replacement);

    assertThat(moves.status[0]).isEqualTo(GrantStatus.BAD_PAGE);
    assertThat(moves.kept[0]).isTrue();
    assertThat(bench.reached(7, true)).isEqualTo(given);
    assertThat(dom0.frameOf(number)).isEqualTo(replacement);
    assertThat(transfers.taken(1, entry)).isEqualTo(Guest.NO_FRAME);
    assertThat(bench.figures().get("hypervisor.frames.left.mapped")).isZero();
    bench.hypervisor.check();

    int next = transfers.accept(1, 0);
    flip(replacement, next, given);
    assertThat(moves.status[0]).isEqualTo(FrameMoves.DONE);
    assertThat(dom0.frameOf(number)).isEqualTo(given);
    assertThat(transfers.taken(1, next)).isEqualTo(replacement);
    bench.hypervisor.check();
  }

  @Test
  void frameIsLostToTheGiverIfTheEntryDoesNotAcceptIt() {
    long given = dom0Pages.allocate(0);
    long replacement = replacement();

    flip(given, 99, replacement);

    assertThat(moves.status[0]).isEqualTo(GrantStatus.GENERAL_ERROR);
    assertThat(moves.kept[0]).isFalse();
    assertThat(dom0.numberOf(given)).isEqualTo(Guest.NO_FRAME);
    bench.hypervisor.check();
  }

  @Test
  void hypervisorGivesNoMoreThanTheGuestMayOwn() {
    long[] frames = new long[256];
    int got = transfers.take(0, frames, 256);
    int more = transfers.take(0, frames, 256);

    assertThat(got + more).isLessThan(512);
    bench.hypervisor.check();
  }
}
