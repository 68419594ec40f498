package dev.tollgate.iommu.calgary;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.iommu.TranslationFault;
import dev.tollgate.core.iommu.TranslationFault.Reason;
import org.junit.jupiter.api.Test;

/** When bad DMA is noticed, and what becomes of the bus then. */
class WatchdogTest {

  private static final long SECOND = 1_000_000_000_000L;

  @Test
  void aBadAccessKillsTheBusAtTheNextLook() {
    Calgary calgary = Calgary.with();
    long page = calgary.map(1, 5, DmaDirection.BIDIRECTIONAL);
    calgary.machine.advanceTo(SECOND / 2);
    assertThat(calgary.frameAt(page + 1, true)).isEqualTo(-1);
    assertThat(
            calgary.bridge().registers().get(CalgaryRegisters.CSR)
                & CalgaryRegisters.CSR_AGENT_MASK)
        .isNotZero();

    calgary.machine.advanceTo(2 * SECOND - 1);
    assertThat(calgary.frameAt(page, true)).isEqualTo(5);
    calgary.machine.advanceTo(2 * SECOND);
    assertThat(calgary.frameAt(page, true)).isEqualTo(-1);
    assertThat(calgary.frameAt(page, false)).isEqualTo(-1);

    assertThat(calgary.driver().watchdog().busDeathAt()).isEqualTo(2 * SECOND);
    assertThat(calgary.bridge().firstFaultAt()).isEqualTo(SECOND / 2);
    assertThat(calgary.bridge().registers().get(CalgaryRegisters.CSR)).isZero();
    assertThat(
            calgary.bridge().registers().get(CalgaryRegisters.CONFIG_RW)
                & CalgaryRegisters.SLOT_DISABLE)
        .isEqualTo(CalgaryRegisters.SLOT_DISABLE);
    assertThat(calgary.bridge().faults().faults())
        .containsExactly(
            new TranslationFault(SECOND / 2, 0, (page + 1) << 12, true, Reason.NOT_PRESENT),
            new TranslationFault(2 * SECOND, 0, page << 12, true, Reason.BUS_STOPPED),
            new TranslationFault(2 * SECOND, 0, page << 12, false, Reason.BUS_STOPPED));
  }

  @Test
  void aFaultRightAfterALookIsSeenTwoSecondsLater() {
    Calgary calgary = Calgary.with();
    calgary.frameAt(50, false); // time 0: the first look is over
    calgary.machine.advanceTo(SECOND);
    assertThat(calgary.driver().watchdog().busDeathAt()).isEqualTo(Watchdog.NEVER);
    calgary.machine.advanceTo(100 * SECOND);
    assertThat(calgary.driver().watchdog().busDeathAt()).isEqualTo(2 * SECOND);
  }

  @Test
  void theDelayIsCountedFromTheFirstOfSeveralFaults() {
    Calgary calgary = Calgary.with();
    calgary.machine.advanceTo(SECOND);
    calgary.frameAt(50, false);
    calgary.machine.advanceTo(SECOND + 5);
    calgary.frameAt(51, false);
    assertThat(calgary.bridge().firstFaultAt()).isEqualTo(SECOND);
  }

  @Test
  void itLooksEveryTwoSecondsUntilItHasSeenAnError() {
    Calgary calgary = Calgary.with();
    calgary.machine.advanceTo(7 * SECOND);
    assertThat(calgary.driver().watchdog().looks()).isEqualTo(4);
    calgary.frameAt(50, false);
    calgary.machine.advanceTo(100 * SECOND);
    assertThat(calgary.driver().watchdog().looks()).isEqualTo(5);
    assertThat(calgary.driver().watchdog().busDeathAt()).isEqualTo(8 * SECOND);
    assertThat(calgary.machine.events().size()).isZero();
  }

  @Test
  void onCalgaryALookIsOneReadAndAnErrorFourMoreAndTwoWrites() {
    assertThat(accesses("calgary")).containsExactly(2 + 4, 2);
  }

  @Test
  void onCalIoc2TenFurtherErrorRegistersAreRead() {
    // CSMR, MCK, seven error registers and the root complex status
    assertThat(accesses("calioc2")).containsExactly(2 + 4 + 10, 2);
  }

  private static long[] accesses(String chip) {
    Calgary calgary = Calgary.with("chip", chip);
    calgary.machine.advanceTo(SECOND);
    calgary.frameAt(300, false);
    calgary.machine.advanceTo(2 * SECOND);
    return new long[] {
      calgary.steps(CostCenter.INTERRUPT, Steps.MMIO_READ),
      calgary.steps(CostCenter.INTERRUPT, Steps.MMIO_WRITE)
    };
  }

  @Test
  void otherBusesLiveOn() {
    Calgary calgary = Calgary.onBuses(ImmutableList.of(0, 1));
    for (int domain = 0; domain < 2; domain++) {
      calgary.iommu.map(domain, 40, 1, 7, DmaDirection.TO_DEVICE);
      calgary.iommu.endOfCall(domain);
    }
    calgary.frameAt(41, false);
    calgary.machine.advanceTo(3 * SECOND);
    assertThat(calgary.iommu.translate(0, 40 << 12, false)).isEqualTo(-1);
    assertThat(calgary.iommu.translate(1, 40 << 12, false)).isEqualTo(7 << 12);
  }

  @Test
  void aDeadBusStaysDeadThroughAFlush() {
    Calgary calgary = Calgary.with();
    long page = calgary.map(1, 5, DmaDirection.TO_DEVICE);
    calgary.frameAt(page + 1, false);
    calgary.machine.advanceTo(2 * SECOND);
    assertThat(calgary.iommu.invalidateAll(0)).isTrue();
    assertThat(calgary.frameAt(page, false)).isEqualTo(-1);
    assertThat(calgary.bridge().faultCount()).isEqualTo(1);
  }
}
