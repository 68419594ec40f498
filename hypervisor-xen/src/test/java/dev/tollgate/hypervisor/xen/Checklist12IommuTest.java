package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.FrameTable;
import dev.tollgate.hypervisor.xen.domain.LinearMap;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;
import dev.tollgate.hypervisor.xen.iommu.CallForm;
import dev.tollgate.hypervisor.xen.multicall.MulticallUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Points 12 and 14: the guest's way to the I/O table, and frames that leave while reachable. */
class Checklist12IommuTest {

  private static final int PAGE = 7;

  @ParameterizedTest
  @CsvSource({
    "ENTRY, NEVER, 3, 0",
    "ENTRY, BYPASS_SINGLETON, 1, 3",
    "ENTRY, ALWAYS, 1, 3",
    "ARRAY, ALWAYS, 1, 0"
  })
  void pagesOfOneDmaCallCostAsManyCrossingsAsTheFormOfTheCallsSays(
      CallForm form, MulticallUse use, int crossings, int entries) {
    IommuBench bench = new IommuBench(form, use);
    for (int i = 0; i < 3; i++) {
      bench.seen.map(0, PAGE + 2 * i, 1, bench.frame(0, i), DmaDirection.BIDIRECTIONAL);
    }
    assertThat(bench.steps(XenSteps.CROSSING)).isZero();
    bench.seen.endOfCall(0);

    assertThat(bench.steps(XenSteps.CROSSING)).isEqualTo(crossings);
    assertThat(bench.steps(XenSteps.MULTICALL_ENTRY)).isEqualTo(entries);
    for (int i = 0; i < 3; i++) {
      assertThat(bench.reached(PAGE + 2 * i, true)).isEqualTo(bench.frame(0, i));
    }
    bench.hypervisor.check();
  }

  @ParameterizedTest
  @CsvSource({"NEVER, 0", "BYPASS_SINGLETON, 0", "ALWAYS, 1"})
  void singleEntryGoesIntoAMulticallOnlyIfAlways(MulticallUse use, int entries) {
    IommuBench bench = new IommuBench(CallForm.ENTRY, use);

    bench.seen.map(0, PAGE, 1, bench.frame(0, 0), DmaDirection.TO_DEVICE);
    bench.seen.endOfCall(0);

    assertThat(bench.steps(XenSteps.CROSSING)).isEqualTo(1);
    assertThat(bench.steps(XenSteps.MULTICALL_ENTRY)).isEqualTo(entries);
    assertThat(bench.figures())
        .containsEntry("hypervisor.iommu.requests", 1L)
        .containsEntry("hypervisor.iommu.requests.single", 1L)
        .containsEntry("hypervisor.iommu.mapped", 1L);
  }

  @ParameterizedTest
  @CsvSource({"ENTRY, NEVER, 2", "ENTRY, ALWAYS, 1", "ARRAY, ALWAYS, 1"})
  void whatIsForgottenGoesWithWhatIsUnmapped(CallForm form, MulticallUse use, int crossings) {
    IommuBench bench = new IommuBench(form, use);
    bench.seen.map(0, PAGE, 1, bench.frame(0, 0), DmaDirection.BIDIRECTIONAL);
    bench.seen.endOfCall(0);
    assertThat(bench.reached(PAGE, true)).isEqualTo(bench.frame(0, 0));
    long before = bench.steps(XenSteps.CROSSING);

    bench.seen.unmap(0, PAGE, 1);
    assertThat(bench.seen.invalidate(0, PAGE, 1)).isTrue();
    bench.seen.endOfCall(0);

    assertThat(bench.steps(XenSteps.CROSSING) - before).isEqualTo(crossings);
    assertThat(bench.reached(PAGE, true)).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({"ENTRY", "ARRAY"})
  void frameOfAnotherDomainIsRefusedAndWhatFollowsIsDone(CallForm form) {
    IommuBench bench = new IommuBench(form, MulticallUse.ALWAYS);

    bench.seen.map(0, PAGE, 1, bench.frame(1, 0), DmaDirection.BIDIRECTIONAL);
    bench.seen.map(0, PAGE + 1, 1, bench.frame(0, 0), DmaDirection.BIDIRECTIONAL);
    bench.seen.endOfCall(0);

    assertThat(bench.reached(PAGE, true)).isEqualTo(-1);
    assertThat(bench.reached(PAGE + 1, true)).isEqualTo(bench.frame(0, 0));
    assertThat(bench.figures())
        .containsEntry("hypervisor.iommu.refused", 1L)
        .containsEntry("hypervisor.iommu.failed", 1L)
        .containsEntry("hypervisor.iommu.mapped", 1L);
    bench.hypervisor.check();
  }

  @Test
  void runOfWhichOneFrameIsAnothersLeavesNothingMapped() {
    IommuBench bench = new IommuBench(CallForm.ARRAY, MulticallUse.NEVER);
    long last = bench.frame(0, 0);
    while (bench.dom0.numberOf(last + 1) >= 0) {
      last++;
    }

    bench.seen.map(0, PAGE, 2, last, DmaDirection.BIDIRECTIONAL);
    bench.seen.endOfCall(0);

    assertThat(bench.reached(PAGE, false)).isEqualTo(-1);
    assertThat(bench.figures()).containsEntry("hypervisor.iommu.mapped", 0L);
    bench.hypervisor.check();
  }

  @Test
  void pageInUseIsNotLedToAnotherFrame() {
    IommuBench bench = new IommuBench(CallForm.ENTRY, MulticallUse.NEVER);
    bench.seen.map(0, PAGE, 1, bench.frame(0, 0), DmaDirection.BIDIRECTIONAL);
    bench.seen.map(0, PAGE, 1, bench.frame(0, 1), DmaDirection.BIDIRECTIONAL);
    bench.seen.endOfCall(0);

    assertThat(bench.reached(PAGE, true)).isEqualTo(bench.frame(0, 0));
    assertThat(bench.figures()).containsEntry("hypervisor.iommu.refused", 1L);
  }

  @Test
  void frameGivenBackWhileMappedStaysItsOwnersUntilTheEntryIsCleared() {
    IommuBench bench = new IommuBench(CallForm.ENTRY, MulticallUse.NEVER);
    long frame = bench.frame(0, 3);
    bench.seen.map(0, PAGE, 1, frame, DmaDirection.BIDIRECTIONAL);
    bench.seen.endOfCall(0);

    giveBack(bench, 3);
    FrameTable frames = bench.hypervisor.xen().domains().frames();
    assertThat(frames.owner(frame)).isZero();

    bench.seen.unmap(0, PAGE, 1);
    bench.seen.endOfCall(0);
    assertThat(frames.owner(frame)).isEqualTo(FrameTable.NOBODY);
    assertThat(bench.figures()).containsEntry("hypervisor.frames.left.mapped", 0L);
  }

  @ParameterizedTest
  @CsvSource({"true, 1, 0", "false, 0, 1"})
  void frameThatTheUnitMayStillReachLeavesOnlyAfterAFlushOrIsCounted(
      boolean flush, long flushes, long violations) {
    IommuBench bench = new IommuBench(CallForm.ENTRY, MulticallUse.NEVER, flush);
    long frame = bench.frame(0, 3);
    bench.seen.map(0, PAGE, 1, frame, DmaDirection.BIDIRECTIONAL);
    bench.seen.endOfCall(0);
    assertThat(bench.reached(PAGE, true)).isEqualTo(frame);
    bench.seen.unmap(0, PAGE, 1);
    bench.seen.endOfCall(0);
    assertThat(bench.reached(PAGE, true)).as("from the cache").isEqualTo(frame);

    giveBack(bench, 3);

    assertThat(bench.reached(PAGE, true)).isEqualTo(flush ? -1 : frame);
    assertThat(bench.figures())
        .containsEntry("hypervisor.iommu.flushes.release", flushes)
        .containsEntry("hypervisor.frames.left.cached", violations);
  }

  /** As a balloon does: the page table lets go of the frame, and its owner gives it back. */
  private static void giveBack(IommuBench bench, int number) {
    Domain domain = bench.dom0.domain();
    FrameTable frames = bench.hypervisor.xen().domains().frames();
    long frame = domain.physicalToMachine().machineFrame(number);
    assertThat(domain.linearMap().change(number, 0, domain.id())).isEqualTo(LinearMap.Change.DONE);
    assertThat(frames.clearAllocated(frame)).isTrue();
    frames.put(frame);
  }
}
