package dev.tollgate.iommu.calgary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.machine.TimedLock;
import dev.tollgate.core.spi.IovaAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When each generation of the driver takes and gives back its lock, in every order of calls. */
class TableLockTest {

  private Calgary calgary = Calgary.with();

  @AfterEach
  void nobodyHoldsTheLockAfterTheCall() {
    calgary.iommu.endOfCall(0);
    assertThat(lock().isHeld()).isFalse();
    assertThat(calgary.steps(CostCenter.LOCK, Steps.LOCK)).isEqualTo(lock().acquisitions());
    assertThat(calgary.steps(CostCenter.LOCK, Steps.LOCK_WAIT)).isZero();
    calgary.iommu.check();
  }

  @Test
  void in2006AMapCallHoldsItFromTheSearchToTheEnd() {
    driver("2006");
    long page = allocate();
    assertThat(lock().isHeld()).isTrue();
    map(page);
    assertThat(lock().isHeld()).isTrue();
    calgary.iommu.endOfCall(0);
    assertThat(lock().isHeld()).isFalse();
    assertThat(lock().acquisitions()).isEqualTo(1);
  }

  @Test
  void in2008AMapCallHoldsItDuringTheSearchOnly() {
    driver("2008");
    long page = allocate();
    assertThat(lock().isHeld()).isFalse();
    map(page);
    assertThat(lock().isHeld()).isFalse();
    calgary.iommu.endOfCall(0);
    assertThat(lock().acquisitions()).isEqualTo(1);
  }

  @Test
  void in2006AnUnmapCallHoldsItFromTheEntriesToTheEnd() {
    driver("2006");
    long page = calgary.map(1, 5, DmaDirection.TO_DEVICE);
    calgary.iommu.unmap(0, page, 1);
    assertThat(lock().isHeld()).isTrue();
    calgary.iova().free(page, 1);
    assertThat(lock().isHeld()).isTrue();
    calgary.iommu.endOfCall(0);
    assertThat(lock().isHeld()).isFalse();
    assertThat(lock().acquisitions()).isEqualTo(2);
  }

  @Test
  void in2008AnUnmapCallHoldsItWhileBitsAreClearedOnly() {
    driver("2008");
    long page = calgary.map(1, 5, DmaDirection.TO_DEVICE);
    calgary.iommu.unmap(0, page, 1);
    assertThat(lock().acquisitions()).isEqualTo(1);
    calgary.iova().free(page, 1);
    assertThat(lock().isHeld()).isFalse();
    assertThat(lock().acquisitions()).isEqualTo(2);
  }

  @Test
  void in2006AStrictUnmapFlushesUnderTheCallsLock() {
    driver("2006");
    long page = calgary.map(1, 5, DmaDirection.TO_DEVICE);
    calgary.iommu.unmap(0, page, 1);
    calgary.iommu.invalidate(0, page, 1);
    assertThat(lock().isHeld()).isTrue();
    calgary.iova().free(page, 1);
    calgary.iommu.endOfCall(0);
    assertThat(lock().acquisitions()).isEqualTo(2);
  }

  @Test
  void in2008AStrictUnmapTakesItForTheFlushAndAgainForTheBits() {
    driver("2008");
    long page = calgary.map(1, 5, DmaDirection.TO_DEVICE);
    calgary.iommu.unmap(0, page, 1);
    calgary.iommu.invalidate(0, page, 1);
    assertThat(lock().isHeld()).isFalse();
    assertThat(lock().acquisitions()).isEqualTo(2);
    calgary.iova().free(page, 1);
    calgary.iommu.endOfCall(0);
    assertThat(lock().acquisitions()).isEqualTo(3);
  }

  @Test
  void anUnmapThatKeepsItsPagesTakesItIn2006Only() {
    for (String generation : new String[] {"2006", "2008"}) {
      driver(generation);
      long page = calgary.map(1, 5, DmaDirection.TO_DEVICE);
      calgary.iommu.unmap(0, page, 1);
      calgary.iommu.endOfCall(0);
      assertThat(lock().isHeld()).isFalse();
      assertThat(lock().acquisitions()).isEqualTo(generation.equals("2006") ? 2 : 1);
    }
  }

  @Test
  void aScatterGatherCallTakesItOnceIn2006AndForEverySegmentIn2008() {
    for (String generation : new String[] {"2006", "2008"}) {
      driver(generation);
      for (int segment = 0; segment < 3; segment++) {
        map(allocate());
      }
      calgary.iommu.endOfCall(0);
      assertThat(lock().acquisitions()).isEqualTo(generation.equals("2006") ? 1 : 3);
    }
  }

  @Test
  void aWrapFlushesUnderTheLockOfTheSearch() {
    for (String generation : new String[] {"2006", "2008"}) {
      driver(generation);
      allocate(7000); // the hint is now too near the end for as many again
      calgary.iova().free(256, 7000);
      calgary.iommu.endOfCall(0);
      long before = lock().acquisitions();
      assertThat(allocate(7000)).isEqualTo(IovaAllocator.NONE);
      assertThat(lock().isHeld()).isTrue();
      calgary.iommu.invalidateAll(0);
      assertThat(lock().isHeld()).isTrue();
      assertThat(calgary.iova().retry(7000, 1, Calgary.NO_BOUNDARY)).isEqualTo(256);
      assertThat(lock().isHeld()).isEqualTo(generation.equals("2006"));
      calgary.iommu.endOfCall(0);
      assertThat(lock().acquisitions() - before).isEqualTo(1);
      calgary.iova().free(256, 7000);
      calgary.iommu.endOfCall(0);
    }
  }

  @Test
  void aFailedMapGivesItBackEvenIfTheCallIsNotEnded() {
    for (String generation : new String[] {"2006", "2008"}) {
      driver(generation);
      assertThat(allocate(9000)).isEqualTo(IovaAllocator.NONE);
      calgary.iommu.invalidateAll(0);
      assertThat(calgary.iova().retry(9000, 1, Calgary.NO_BOUNDARY)).isEqualTo(IovaAllocator.NONE);
      assertThat(lock().isHeld()).isFalse();
      assertThat(lock().acquisitions()).isEqualTo(1);
    }
  }

  @Test
  void in2006AFailedScatterGatherCallUndoesItsSegmentsUnderTheSameLock() {
    driver("2006");
    long page = allocate();
    map(page);
    assertThat(allocate(9000)).isEqualTo(IovaAllocator.NONE);
    calgary.iommu.invalidateAll(0);
    assertThat(calgary.iova().retry(9000, 1, Calgary.NO_BOUNDARY)).isEqualTo(IovaAllocator.NONE);
    calgary.iommu.unmap(0, page, 1);
    calgary.iova().free(page, 1);
    calgary.iommu.endOfCall(0);
    assertThat(lock().acquisitions()).isEqualTo(1);
  }

  @Test
  void pagesGivenBackOutsideACallTakeItAndGiveItBack() {
    for (String generation : new String[] {"2006", "2008"}) {
      driver(generation);
      long page = calgary.map(1, 5, DmaDirection.TO_DEVICE);
      calgary.iommu.unmap(0, page, 1);
      calgary.iommu.endOfCall(0);
      long before = lock().acquisitions();
      calgary.iommu.invalidateAll(0);
      calgary.iova().free(page, 1);
      assertThat(lock().isHeld()).isFalse();
      assertThat(lock().acquisitions() - before).isEqualTo(2);
    }
  }

  @Test
  void pagesGivenBackBetweenTwoSearchesAreGivenBackUnderTheirLock() {
    for (String generation : new String[] {"2006", "2008"}) {
      driver(generation);
      assertThat(allocate(7000)).isEqualTo(256);
      calgary.iommu.endOfCall(0);
      long before = lock().acquisitions();
      assertThat(allocate(7000)).isEqualTo(IovaAllocator.NONE);
      calgary.iova().free(256, 7000);
      assertThat(lock().isHeld()).isTrue();
      assertThat(calgary.iova().retry(7000, 1, Calgary.NO_BOUNDARY)).isEqualTo(256);
      calgary.iommu.endOfCall(0);
      assertThat(lock().acquisitions() - before).isEqualTo(1);
    }
  }

  @Test
  void aFlushByItselfTakesItAndGivesItBack() {
    for (String generation : new String[] {"2006", "2008"}) {
      driver(generation);
      calgary.iommu.invalidateAll(0);
      assertThat(lock().isHeld()).isFalse();
      assertThat(lock().acquisitions()).isEqualTo(1);
    }
  }

  @Test
  void theOlderLockIsHeldLongerByTheEntriesAndTheirCacheLines() {
    long[] held = new long[2];
    for (int i = 0; i < 2; i++) {
      driver(i == 0 ? "2006" : "2008");
      long page = calgary.map(3, 5, DmaDirection.TO_DEVICE);
      calgary.unmap(page, 3);
      held[i] = lock().totalHeldPicoseconds();
    }
    long cycles = 2 * 3 * (5 + 150); // stores and cache line flushes of map and unmap
    assertThat(held[0] - held[1]).isEqualTo(cycles * 1000); // at 1 GHz
    assertThat(held[1]).isPositive();
  }

  @Test
  void timeSpentUnderTheLockDoesNotMakeTheOnlyCpuWaitForItself() {
    driver("2006");
    for (int i = 0; i < 100; i++) {
      calgary.unmap(calgary.map(1, 5, DmaDirection.TO_DEVICE), 1); // the clock stands still
    }
    assertThat(calgary.steps(CostCenter.LOCK, Steps.LOCK_WAIT)).isZero();
    assertThat(lock().acquisitions()).isEqualTo(200);
  }

  @Test
  void busesHaveLocksOfTheirOwn() {
    calgary = Calgary.onBuses(com.google.common.collect.ImmutableList.of(0, 1));
    calgary.iommu.iovaAllocator(0).allocate(1, 1, Calgary.NO_BOUNDARY);
    assertThat(calgary.iommu.driver(0).lock().lock().isHeld()).isTrue();
    assertThat(calgary.iommu.driver(1).lock().lock().isHeld()).isFalse();
  }

  private void driver(String generation) {
    calgary = Calgary.with("driver", generation);
  }

  private TimedLock lock() {
    return calgary.driver().lock().lock();
  }

  private long allocate() {
    return allocate(1);
  }

  private long allocate(int pages) {
    return calgary.iova().allocate(pages, 1, Calgary.NO_BOUNDARY);
  }

  private void map(long page) {
    calgary.iommu.map(0, page, 1, 5, DmaDirection.TO_DEVICE);
  }
}
