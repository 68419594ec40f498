package dev.tollgate.iommu.calgary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.IoBus;
import dev.tollgate.core.machine.IoBusTiming;
import org.junit.jupiter.api.Test;

/** A flush in simulated time: how long the bus stands still follows from what is under way. */
class StandstillTest {

  /** 64 bits at 100 MHz, reads that take 2 us: longer than a look at a register, 1.5 us here. */
  private static final IoBusTiming BUS = new IoBusTiming(8, 10_000, 2_000_000);

  private static final long MICROSECOND = 1_000_000;

  private final Calgary calgary = Calgary.timed(BUS);
  private final IoBus bus = calgary.machine.ioBus(0);

  private void flushOnCpu() {
    calgary
        .machine
        .processors()
        .post(0, CpuContext.TASK, () -> assertThat(calgary.iommu.invalidateAll(0)).isTrue());
    calgary.machine.advanceTo(calgary.machine.now() + 1);
  }

  @Test
  void anIdleBusStandsStillForTheRegisterAccessesAlone() {
    flushOnCpu();
    // PLSSR, one look, the table address, the restart; before them one read and one write.
    long still = (1500 + 1500 + 150 + 150) * 1000L;
    assertThat(calgary.driver().standstillPicoseconds()).isEqualTo(still);
    assertThat(calgary.steps(CostCenter.INVALIDATION, BusTraffic.STANDSTILL)).isZero();
    assertThat(calgary.steps(CostCenter.INVALIDATION, BusTraffic.WAIT)).isZero();

    long stop = (60 + 1500 + 150) * 1000L; // the lock is taken first
    assertThat(bus.runsAt()).as("not stopped yet").isLessThanOrEqualTo(1);
    calgary.machine.advanceTo(stop);
    assertThat(bus.runsAt()).isEqualTo(stop + still);
    calgary.machine.advanceTo(stop + still);
    assertThat(bus.runsAt()).isEqualTo(stop + still);
  }

  @Test
  void postedWritesUnderWayAreWaitedForToTheirLastByte() {
    bus.transfer(0, 4096, true);
    long left = (8 + 512) * 10L;
    flushOnCpu();
    assertThat(calgary.steps(CostCenter.INVALIDATION, BusTraffic.WAIT)).isEqualTo(left);
    assertThat(calgary.driver().standstillPicoseconds())
        .isEqualTo((left + 1500 + 1500 + 150 + 150) * 1000L);
  }

  @Test
  void theQueueIsReadUntilTheReadsUnderWayAreComplete() {
    long across = bus.transfer(0, 4096, false);
    assertThat(across).isEqualTo((8 + 8 + 512) * 10_000L + 2 * MICROSECOND);
    flushOnCpu();
    // 5.28 us of occupancy and PLSSR take 6.78 us; the read needs 7.28 us: the first look comes at
    // 8.28 us and finds the queue empty.
    assertThat(calgary.steps(CostCenter.INVALIDATION, Steps.MMIO_READ)).isEqualTo(4);
    calgary.machine.advanceTo(20 * MICROSECOND);

    for (int i = 0; i < 3; i++) {
      bus.transfer(calgary.machine.now() + 4 * MICROSECOND, 8, false);
    }
    flushOnCpu();
    long looks = calgary.steps(CostCenter.INVALIDATION, Steps.MMIO_READ) - 4 - 3;
    assertThat(looks).as("reads that take over 6 us").isBetween(3L, 5L);
    assertThat(calgary.driver().procedure().notQuiesced()).isZero();
  }

  @Test
  void anEntryThatIsNotCachedIsFetchedBeforeTheAccessGoesOn() {
    long page = calgary.map(1, 5, DmaDirection.TO_DEVICE);
    assertThat(calgary.frameAt(page, false)).isEqualTo(5);
    assertThat(bus.grantedAt()).isEqualTo(2 * MICROSECOND);
    calgary.machine.advanceTo(2 * MICROSECOND);
    assertThat(calgary.frameAt(page, false)).isEqualTo(5);
    assertThat(bus.grantedAt()).isEqualTo(2 * MICROSECOND);
  }
}
