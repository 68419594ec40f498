package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IoBusTest {

  /** 64 bits at 100 MHz; a read's first byte is there after 300 ns. */
  private static final IoBusTiming PCI_X = new IoBusTiming(8, 10_000, 300_000);

  private final SimulatedClock clock = new SimulatedClock();
  private final IoBus bus = new IoBus(PCI_X, clock);

  @Test
  void aWriteTakesTheBusForItsClocksAndTheNextOneWaits() {
    assertThat(bus.grantedAt()).isZero();
    assertThat(bus.transfer(0, 1514, true)).isEqualTo((8 + 190) * 10_000);
    assertThat(bus.grantedAt()).isEqualTo(1_980_000);
    assertThat(bus.transfer(0, 8, true)).isEqualTo(1_980_000 + 90_000);
    assertThat(bus.busyPicoseconds()).isEqualTo(2_070_000);
    clock.advanceTo(5_000_000);
    assertThat(bus.grantedAt()).isEqualTo(5_000_000);
  }

  @Test
  void aReadTakesTheBusTwiceAndLeavesItFreeInBetween() {
    assertThat(bus.transfer(0, 64, false)).isEqualTo((8 + 8 + 8) * 10_000 + 300_000);
    assertThat(bus.grantedAt()).isEqualTo(240_000);
    assertThat(bus.readsLeft(0)).isEqualTo(1);
    assertThat(bus.readsLeft(539_999)).isEqualTo(1);
    assertThat(bus.readsLeft(540_000)).isZero();
  }

  @Test
  void aReadBeginsWhenTheDevicesAccessBeforeItIsAcross() {
    long before = bus.transfer(0, 64, false);
    assertThat(bus.transfer(before, 64, false)).isEqualTo(2 * before);
  }

  @Test
  void nobodyGetsOntoTheBusFromStopToRestart() {
    bus.stop(100);
    bus.restart(200);
    bus.stop(300);
    bus.restart(400);
    assertThat(bus.grantedAt()).isZero();
    clock.advanceTo(100);
    assertThat(bus.grantedAt()).isEqualTo(200);
    assertThat(bus.runsAt()).isEqualTo(200);
    clock.advanceTo(200);
    assertThat(bus.grantedAt()).isEqualTo(200);
    bus.transfer(0, 8, true);
    assertThat(bus.grantedAt()).as("free during the second stop's aftermath").isEqualTo(90_200);
    assertThat(bus.runsAt()).isEqualTo(200);
    clock.advanceTo(399);
    assertThat(bus.runsAt()).isEqualTo(400);
  }

  @Test
  void standstillsThatFollowEachOtherAreOne() {
    for (long i = 0; i < 40; i++) {
      bus.stop(10 * i);
      bus.restart(10 * i + 10);
    }
    assertThat(bus.runsAt()).isEqualTo(400);
  }

  @Test
  void aStandstillWithoutLengthHoldsNobodyUp() {
    bus.stop(0);
    bus.restart(0);
    assertThat(bus.runsAt()).isZero();
  }

  @Test
  void anyNumberOfStandstillsAgreesWithAListOfThem() {
    Random random = new Random(7);
    List<long[]> all = new ArrayList<>();
    long end = 0;
    for (int step = 0; step < 2000; step++) {
      if (random.nextInt(3) > 0) {
        long from = Math.max(end, clock.now()) + random.nextInt(50);
        end = from + random.nextInt(30);
        bus.stop(from);
        bus.restart(end);
        all.add(new long[] {from, end});
      } else {
        clock.advanceTo(clock.now() + random.nextInt(150));
      }
      long expected = clock.now();
      for (long[] still : all) {
        expected = still[0] <= expected && expected < still[1] ? still[1] : expected;
      }
      assertThat(bus.runsAt()).isEqualTo(expected);
    }
  }

  @Test
  void withoutTimingEverythingHappensAtOnce() {
    IoBus untimed = new IoBus(IoBusTiming.NONE, clock);
    assertThat(untimed.transfer(5, 4096, false)).isEqualTo(5);
    assertThat(untimed.grantedAt()).isZero();
    assertThat(untimed.readsLeft(0)).isZero();
  }

  @Test
  void aTimingIsNotNegativeAndItsWidthIsAPowerOfTwo() {
    assertThatIllegalArgumentException().isThrownBy(() -> new IoBusTiming(8, -1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new IoBusTiming(12, 1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new IoBusTiming(-8, 1, 0));
  }
}
