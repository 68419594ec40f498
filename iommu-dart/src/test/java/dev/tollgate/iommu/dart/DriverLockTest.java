package dev.tollgate.iommu.dart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.machine.TimedLock;
import dev.tollgate.core.spi.IovaAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When each generation takes and gives back the lock it invalidates under. */
class DriverLockTest {

  private Dart dart = Dart.with();

  @AfterEach
  void nobodyHoldsALockAfterTheCall() {
    dart.iommu.endOfCall(0);
    assertThat(lock().isHeld()).isFalse();
    long pools =
        dart.driver().allocator().locks().stream().mapToLong(TimedLock::acquisitions).sum();
    assertThat(dart.steps(CostCenter.LOCK, Steps.LOCK)).isEqualTo(lock().acquisitions() + pools);
    dart.iommu.check();
  }

  @Test
  void in2007AMapCallHoldsItFromTheSearchToTheEndInvalidationIncluded() {
    allocator("2007");
    long page = dart.iova().allocate(2, 1, Dart.NO_BOUNDARY);
    assertThat(lock().isHeld()).isTrue();
    dart.iommu.map(0, page, 2, 0x300, DmaDirection.TO_DEVICE);
    assertThat(lock().isHeld()).isTrue();
    dart.iommu.endOfCall(0);
    assertThat(lock().isHeld()).isFalse();
    assertThat(lock().acquisitions()).isEqualTo(1);
  }

  @Test
  void in2007AnUnmapCallAndAWholeScatterListTakeItOnce() {
    allocator("2007");
    for (int i = 0; i < 3; i++) {
      dart.mapInCall(1, 0x300);
    }
    dart.iommu.endOfCall(0);
    assertThat(lock().acquisitions()).isEqualTo(1);
    dart.unmap(0, 3);
    assertThat(lock().acquisitions()).isEqualTo(2);
  }

  @Test
  void in2007AStrictUnmapInvalidatesUnderTheCallsLock() {
    allocator("2007");
    long page = dart.map(1, 0x300);
    dart.iommu.unmap(0, page, 1);
    dart.iommu.invalidate(0, page, 1);
    assertThat(lock().isHeld()).isTrue();
    dart.iova().free(page, 1);
    dart.iommu.endOfCall(0);
    assertThat(lock().acquisitions()).isEqualTo(2);
  }

  @Test
  void withPoolsEachInvalidationTakesItAndNothingElseDoes() {
    allocator("pools");
    dart.map(3, 0x300);
    assertThat(lock().acquisitions()).isEqualTo(3);
    dart.unmap(1, 3);
    assertThat(lock().acquisitions()).isEqualTo(3);
    dart.iommu.invalidateAll(0);
    assertThat(lock().acquisitions()).isEqualTo(4);
    dart = Dart.with("allocator", "pools", "model", "u3");
    dart.mapInCall(3, 0x300);
    assertThat(lock().acquisitions()).isZero();
    dart.iommu.endOfCall(0);
    assertThat(lock().acquisitions()).isEqualTo(1);
  }

  @Test
  void pagesGivenBackOutsideACallTakeItAndGiveItBack() {
    allocator("2007");
    long page = dart.map(1, 0x300);
    dart.iommu.unmap(0, page, 1);
    dart.iommu.endOfCall(0);
    long before = lock().acquisitions();
    dart.iommu.invalidateAll(0);
    dart.iova().free(page, 1);
    assertThat(lock().isHeld()).isFalse();
    assertThat(lock().acquisitions() - before).isEqualTo(2);
  }

  @Test
  void in2007AFailedMapGivesItBackEvenIfTheCallIsNotEnded() {
    allocator("2007");
    assertThat(dart.iova().allocate(5000, 1, Dart.NO_BOUNDARY)).isEqualTo(IovaAllocator.NONE);
    assertThat(lock().isHeld()).isTrue();
    assertThat(dart.iova().retry(5000, 1, Dart.NO_BOUNDARY)).isEqualTo(IovaAllocator.NONE);
    assertThat(lock().isHeld()).isFalse();
  }

  @Test
  void in2007AFailedScatterListUndoesItsSegmentsUnderTheSameLock() {
    allocator("2007");
    long page = dart.mapInCall(1, 0x300);
    assertThat(dart.mapInCall(5000, 0x300)).isEqualTo(IovaAllocator.NONE);
    assertThat(lock().isHeld()).isTrue();
    dart.iommu.unmap(0, page, 1);
    dart.iova().free(page, 1);
    dart.iommu.endOfCall(0);
    assertThat(lock().acquisitions()).isEqualTo(1);
  }

  @Test
  void itIsHeldForTheWorkUnderIt() {
    allocator("pools");
    dart.iommu.invalidateAll(0);
    long cycles = 2 * 1500 + 150; // two reads, one write
    assertThat(lock().totalHeldPicoseconds()).isEqualTo(cycles * 1000); // at 1 GHz
  }

  private void allocator(String generation) {
    dart = Dart.with("allocator", generation);
  }

  private TimedLock lock() {
    return dart.driver().lock().lock();
  }
}
