package dev.tollgate.workload.net.nic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.DmaDirection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterruptCoalescingTest {

  private static final long US = Rig.MICROSECOND;
  private static final CoalescingThresholds MASKED = new CoalescingThresholds(50 * US, 4, 0, 9);

  private final Rig rig = new Rig(NicSettings.DEFAULTS);
  private final long page = rig.machine.pages().allocate(0) << 12;
  private final long status = rig.mappings.map(page, 80, DmaDirection.BIDIRECTIONAL, 1);
  private final NicCounts counts = new NicCounts();
  private final List<Long> interrupts = new ArrayList<>();

  private InterruptCoalescing of(CoalescingThresholds enabled, boolean restart) {
    NicSettings d = NicSettings.DEFAULTS;
    NicSettings settings =
        new NicSettings(
            d.rings(), enabled, MASKED, restart, 1500, true, true, false, false, 256, 64, 0);
    InterruptCoalescing coalescing =
        new InterruptCoalescing(
            settings,
            0,
            rig.bus,
            rig.machine.events(),
            counts,
            () -> interrupts.add(rig.machine.now()));
    coalescing.reset(status);
    coalescing.enable(rig.machine.now(), 0);
    rig.machine.events().runUntil(rig.machine.now());
    return coalescing;
  }

  private void at(long time) {
    rig.machine.advanceTo(time);
  }

  private int returnProducer() {
    return rig.machine.memory().readShortLittleEndian(page + StatusBlock.RETURN_PRODUCER);
  }

  private int tag() {
    return rig.machine.memory().readIntLittleEndian(page + StatusBlock.TAG);
  }

  @Test
  void aFrameIsReportedAfterItsTime() {
    InterruptCoalescing coalescing = of(new CoalescingThresholds(20 * US, 5, 72 * US, 53), false);
    coalescing.received(0, 1, 1);
    at(15 * US);
    coalescing.received(15 * US, 2, 2);
    at(20 * US - 1);
    assertThat(interrupts).isEmpty();
    at(20 * US);
    assertThat(interrupts).containsExactly(20 * US);
    assertThat(returnProducer()).isEqualTo(2);
  }

  @Test
  void eachFrameBeginsTheTimeAnewIfSoSet() {
    InterruptCoalescing coalescing = of(new CoalescingThresholds(20 * US, 5, 72 * US, 53), true);
    coalescing.received(0, 1, 1);
    at(15 * US);
    coalescing.received(15 * US, 2, 2);
    at(35 * US - 1);
    assertThat(interrupts).isEmpty();
    at(60 * US);
    assertThat(interrupts).containsExactly(35 * US);
  }

  @Test
  void enoughFramesAreReportedAtOnce() {
    InterruptCoalescing coalescing = of(new CoalescingThresholds(20 * US, 5, 72 * US, 53), true);
    for (int i = 1; i <= 4; i++) {
      coalescing.received(0, i, i);
    }
    assertThat(interrupts).isEmpty();
    coalescing.received(0, 5, 5);
    assertThat(interrupts).hasSize(1);
    assertThat(returnProducer()).isEqualTo(5);
    at(1000 * US);
    assertThat(interrupts).as("nothing is reported twice").hasSize(1);
    assertThat(counts.statusUpdates).isEqualTo(1);
  }

  @Test
  void sentPacketsHaveThresholdsOfTheirOwn() {
    InterruptCoalescing coalescing = of(new CoalescingThresholds(20 * US, 5, 72 * US, 3), false);
    coalescing.transmitted(0, 10);
    coalescing.transmitted(0, 20);
    at(71 * US);
    assertThat(interrupts).isEmpty();
    at(80 * US);
    assertThat(interrupts).containsExactly(72 * US);
    coalescing.enable(80 * US, tag());
    at(81 * US);
    for (int i = 0; i < 3; i++) {
      coalescing.transmitted(81 * US, 30 + i);
    }
    assertThat(interrupts).containsExactly(72 * US, 81 * US);
    assertThat(rig.machine.memory().readShortLittleEndian(page + StatusBlock.TRANSMIT_CONSUMER))
        .isEqualTo((short) 32);
  }

  @Test
  void timesOrFramesAloneWillDo() {
    InterruptCoalescing framesOnly = of(new CoalescingThresholds(0, 2, 0, 1), true);
    framesOnly.received(0, 1, 1);
    at(10_000 * US);
    assertThat(interrupts).isEmpty();
    framesOnly.received(10_000 * US, 2, 2);
    assertThat(interrupts).hasSize(1);

    interrupts.clear();
    InterruptCoalescing timeOnly = of(new CoalescingThresholds(20 * US, 0, US, 0), false);
    at(10_001 * US);
    for (int i = 0; i < 100; i++) {
      timeOnly.received(10_001 * US, i, i);
    }
    assertThat(interrupts).isEmpty();
    at(10_021 * US);
    assertThat(interrupts).hasSize(1);
  }

  @Test
  void whileMaskedTheStatusBlockIsKeptUpToDateByOtherThresholds() {
    InterruptCoalescing coalescing = of(new CoalescingThresholds(20 * US, 1, 72 * US, 53), false);
    coalescing.received(0, 1, 1);
    assertThat(interrupts).hasSize(1);
    for (int i = 2; i <= 4; i++) {
      coalescing.received(0, i, i);
    }
    assertThat(returnProducer()).isEqualTo(1);
    coalescing.received(0, 5, 5);
    assertThat(returnProducer()).isEqualTo(5);
    coalescing.received(0, 6, 6);
    at(50 * US);
    assertThat(returnProducer()).isEqualTo(6);
    assertThat(interrupts).hasSize(1);
    assertThat(counts.statusUpdates).isEqualTo(3);
  }

  @Test
  void whatWasReportedSinceTheDriverLookedInterruptsWhenItEnables() {
    InterruptCoalescing coalescing = of(new CoalescingThresholds(20 * US, 1, 72 * US, 53), false);
    coalescing.received(0, 1, 1);
    int seen = tag();
    for (int i = 2; i <= 5; i++) {
      coalescing.received(0, i, i);
    }
    coalescing.enable(3 * US, seen);
    at(3 * US - 1);
    assertThat(interrupts).hasSize(1);
    at(3 * US);
    assertThat(interrupts).containsExactly(0L, 3 * US);
  }

  @Test
  void whatWasNotYetReportedIsReportedByTheThresholdsOfEnabledInterrupts() {
    InterruptCoalescing coalescing = of(new CoalescingThresholds(20 * US, 2, 72 * US, 53), false);
    coalescing.received(0, 1, 1);
    coalescing.received(0, 2, 2);
    coalescing.received(US, 3, 3); // masked: would wait 50 us
    coalescing.enable(5 * US, tag());
    at(25 * US - 1);
    assertThat(interrupts).hasSize(1);
    at(25 * US);
    assertThat(interrupts).hasSize(2);

    coalescing.received(25 * US, 4, 4);
    coalescing.received(25 * US, 5, 5);
    coalescing.enable(30 * US, tag());
    at(30 * US);
    assertThat(interrupts).as("enough frames waited").hasSize(3);
  }

  @Test
  void tagsNeverRepeatAtOnceAndAreNeverZero() {
    InterruptCoalescing coalescing = of(new CoalescingThresholds(20 * US, 1, 72 * US, 53), false);
    int last = 0;
    for (int i = 0; i < 600; i++) {
      coalescing.received(rig.machine.now(), i & 1023, 0);
      assertThat(tag()).isNotEqualTo(last).isBetween(1, 255);
      last = tag();
      coalescing.enable(rig.machine.now() + 1, last);
      rig.run(1);
    }
    assertThat(interrupts).hasSize(600);
  }

  @Test
  void aStatusBlockThatCannotBeReachedIsCountedAndTheNextReportTellsAll() {
    InterruptCoalescing coalescing = of(new CoalescingThresholds(20 * US, 1, 72 * US, 53), false);
    rig.mappings.breakPage(status);
    coalescing.received(0, 1, 1);
    assertThat(counts.descriptorFaults).isEqualTo(1);
    assertThat(interrupts).hasSize(1);
    assertThat(tag()).isZero();
  }

  @Test
  void afterAStopNothingIsReported() {
    InterruptCoalescing coalescing = of(new CoalescingThresholds(20 * US, 5, 72 * US, 53), false);
    coalescing.received(0, 1, 1);
    coalescing.enable(10 * US, 0);
    coalescing.stop();
    at(1000 * US);
    assertThat(interrupts).isEmpty();
    assertThat(counts.statusUpdates).isZero();
  }
}
