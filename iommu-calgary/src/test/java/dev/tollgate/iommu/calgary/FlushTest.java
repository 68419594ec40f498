package dev.tollgate.iommu.calgary;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.dma.DmaDirection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The flush procedures, register by register, and what they cost. */
class FlushTest {

  @Test
  void calgaryStopsArbitrationPushesWritesOutPollsWritesTheTableAddressAndRestores() {
    Calgary calgary = Calgary.with();
    long table = calgary.driver().table().base();
    calgary.map(1, 5, DmaDirection.TO_DEVICE);
    calgary.frameAt(32, false); // one access: one split outstanding

    Transcript transcript = new Transcript(calgary.bridge().registers());
    assertThat(procedure(calgary, transcript).flush()).isTrue();

    assertThat(transcript.lines())
        .containsExactly(
            "read 8200: ff",
            "write 8200: 0",
            "read 8120: 0",
            "read 4870: fe00000000000000",
            "read 4870: ff00000000000000",
            "write 580: %x".formatted(table),
            "write 8200: ff",
            "read 8200: ff");
    assertThat(calgary.bridge().tceCache().size()).isZero();
    assertThat(calgary.bridge().traffic().isStopped()).isFalse();
  }

  @Test
  void calIoc2StopsSoftlyPollsSlamsHardWritesTheTableAddressAndReleases() {
    Calgary calgary = Calgary.with("chip", "calioc2");
    long table = calgary.driver().table().base();
    calgary.map(1, 5, DmaDirection.TO_DEVICE);
    calgary.frameAt(256, false);

    Transcript transcript = new Transcript(calgary.bridge().registers());
    assertThat(procedure(calgary, transcript).flush()).isTrue();

    assertThat(transcript.lines())
        .containsExactly(
            "read 8da8: 0",
            "write 8da8: 80000000",
            "read 4870: fe00000000000000",
            "read 4870: ff00000000000000",
            "read 8da0: 0",
            "read 8da8: a0000000",
            "read 8da0: 0",
            "write 580: %x".formatted(table),
            "read 8da8: a0000000",
            "write 8da8: 0",
            "read 8da8: 0");
    assertThat(calgary.bridge().tceCache().size()).isZero();
    assertThat(calgary.bridge().traffic().isStopped()).isFalse();
  }

  @Test
  void calIoc2StartsAgainAfterASoftStopFault() {
    Calgary calgary =
        Calgary.with("chip", "calioc2", "soft-stop-fault-every", 1L, "soft-stop-faults", 2L);
    Transcript transcript = new Transcript(calgary.bridge().registers());
    assertThat(procedure(calgary, transcript).flush()).isTrue();
    assertThat(transcript.lines().subList(0, 13))
        .containsExactly(
            "read 8da8: 0",
            "write 8da8: 80000000",
            "read 4870: ff00000000000000",
            "read 8da0: 40000000",
            "read 8da8: 80000000",
            "write 8da8: 80000000",
            "read 4870: ff00000000000000",
            "read 8da0: 40000000",
            "read 8da8: 80000000",
            "write 8da8: 80000000",
            "read 4870: ff00000000000000",
            "read 8da0: 0",
            "read 8da8: a0000000");
    assertThat(transcript.lines()).hasSize(18);
  }

  @Test
  void calIoc2GivesUpAtTheHundredthFaultAndForgetsNothing() {
    Calgary calgary = Calgary.with("chip", "calioc2", "soft-stop-fault-every", 2L);
    long page = calgary.map(1, 5, DmaDirection.TO_DEVICE);
    assertThat(calgary.iommu.invalidateAll(0)).isTrue();
    assertThat(calgary.frameAt(page, false)).isEqualTo(5);
    calgary.unmap(page, 1);

    assertThat(calgary.iommu.invalidateAll(0)).isFalse();
    assertThat(calgary.frameAt(page, false)).isEqualTo(5);
    assertThat(calgary.driver().abortedFlushes()).isEqualTo(1);
    assertThat(calgary.driver().storesSinceFlush()).isEqualTo(1);

    assertThat(calgary.iommu.invalidateAll(0)).isTrue();
    assertThat(calgary.frameAt(page, false)).isEqualTo(-1);
    assertThat(calgary.iommu.invalidateAll(0)).isFalse();
    calgary.iommu.check();
  }

  @Test
  void anAbortedFlushTakesAHundredTriesOfFourAccesses() {
    Calgary calgary = Calgary.with("chip", "calioc2", "soft-stop-fault-every", 1L);
    Transcript transcript = new Transcript(calgary.bridge().registers());
    assertThat(procedure(calgary, transcript).flush()).isFalse();
    assertThat(transcript.lines()).hasSize(400).noneMatch(line -> line.startsWith("write 580"));
  }

  @Test
  void aBusThatDoesNotComeToRestIsFlushedAfterAHundredLooks() {
    Calgary calgary = Calgary.with("not-quiesced-every", 2L);
    long page = calgary.map(1, 5, DmaDirection.TO_DEVICE);
    calgary.iommu.invalidateAll(0);
    assertThat(calgary.driver().procedure().notQuiesced()).isZero();
    calgary.frameAt(page, false);
    long looks = calgary.driver().procedure().polls();
    assertThat(calgary.iommu.invalidateAll(0)).isTrue();
    assertThat(calgary.driver().procedure().polls() - looks).isEqualTo(100);
    assertThat(calgary.driver().procedure().notQuiesced()).isEqualTo(1);
    assertThat(calgary.bridge().tceCache().size()).isZero();
  }

  @Test
  void aBusThatNeverComesToRestDoesNotKeepCalIoc2FromTryingAgain() {
    Calgary calgary =
        Calgary.with(
            "chip",
            "calioc2",
            "not-quiesced-every",
            1L,
            "soft-stop-fault-every",
            1L,
            "soft-stop-faults",
            1L);
    Transcript transcript = new Transcript(calgary.bridge().registers());
    assertThat(procedure(calgary, transcript).flush()).isTrue();
    long looks = transcript.lines().stream().filter(line -> line.startsWith("read 4870")).count();
    assertThat(looks).isEqualTo(1 + 99); // at the fault the bus was not stopped and looks empty
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void everyBridgeHasItsOwnRegisters(int bridge) {
    Calgary calgary = Calgary.onBuses(ImmutableList.of(4 + bridge));
    Transcript transcript = new Transcript(calgary.bridge().registers());
    new CalgaryFlush(transcript, bridge, 0).flush();
    assertThat(transcript.lines().stream().map(line -> line.replaceAll(":.*", "")).distinct())
        .containsExactly(
            "read %x".formatted(0x8200 + 0x1000 * bridge),
            "write %x".formatted(0x8200 + 0x1000 * bridge),
            "read %x".formatted(0x8120 + 0x1000 * bridge),
            "read %x".formatted(0x4870 + 0x1000 * bridge),
            "write %x".formatted(0x580 + 8 * bridge));
  }

  @Test
  void aFlushCostsFourReadsAndThreeWritesOnAnIdleBusAndOneReadMoreForEachSplit() {
    Calgary calgary =
        Calgary.onBuses(ImmutableList.of(0, 0, 0), "splits-per-device", 2L, "tce-cache-ways", 0L);
    calgary.iommu.invalidateAll(0);
    assertThat(reads(calgary)).isEqualTo(4);
    assertThat(calgary.steps(CostCenter.INVALIDATION, Steps.MMIO_WRITE)).isEqualTo(3);
    assertThat(calgary.steps(CostCenter.INVALIDATION, BusTraffic.STANDSTILL)).isEqualTo(1);

    long page = calgary.map(1, 5, DmaDirection.TO_DEVICE);
    accesses(calgary, page, 2);
    calgary.iommu.invalidateAll(0);
    assertThat(reads(calgary)).isEqualTo(4 + 6); // two accesses since the last stop

    accesses(calgary, page, 50);
    calgary.iommu.invalidateAll(0);
    assertThat(reads(calgary)).isEqualTo(10 + 4 + 6); // three devices with two splits each

    calgary.iommu.invalidateAll(0);
    assertThat(reads(calgary)).isEqualTo(20 + 4); // nobody used the bus meanwhile
  }

  @Test
  void theQueueHasRoomForEightSplits() {
    Calgary calgary = Calgary.with("splits-per-device", 8L, "tce-cache-entries", 0L);
    long page = calgary.map(1, 5, DmaDirection.TO_DEVICE);
    accesses(calgary, page, 50);
    calgary.iommu.invalidateAll(0);
    assertThat(calgary.driver().procedure().polls()).isEqualTo(9);
  }

  @Test
  void theBusStandsStillFromTheStopToTheRestart() {
    Calgary calgary = Calgary.with();
    calgary.iommu.invalidateAll(0);
    // The wait for posted writes, PLSSR, one look, the table address, the restart; at 1 GHz.
    long cycles = 3000 + 1500 + 1500 + 150 + 150;
    assertThat(calgary.driver().standstillPicoseconds()).isEqualTo(cycles * 1000);
  }

  private static void accesses(Calgary calgary, long page, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(calgary.frameAt(page, false)).isEqualTo(5);
    }
  }

  private static long reads(Calgary calgary) {
    return calgary.steps(CostCenter.INVALIDATION, Steps.MMIO_READ);
  }

  private static FlushProcedure procedure(Calgary calgary, Mmio registers) {
    long value = calgary.bridge().registers().readLong(0x580);
    return calgary.driver().procedure() instanceof CalIoc2Flush
        ? new CalIoc2Flush(registers, 0, value)
        : new CalgaryFlush(registers, 0, value);
  }
}
