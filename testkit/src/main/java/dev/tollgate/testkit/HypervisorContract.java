package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.spi.CallBatches;
import dev.tollgate.core.spi.FrameCopies;
import dev.tollgate.core.spi.FrameMappings;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.core.spi.GuestSignals;
import dev.tollgate.core.spi.HypervisorCapability;
import dev.tollgate.core.spi.MemoryExchange;
import dev.tollgate.core.spi.SharedFrames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every hypervisor must keep to: guests that share nothing but what they grant, numbers of
 * frames that lead to frames and back, an I/O table that leads the device to the guest's own frames
 * only, and counts that agree in the end. A hypervisor's own test extends this class and names the
 * variants to test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class HypervisorContract {

  private static final int SOME = 64;

  /** What is to be tested, on a machine of 256 MiB with four CPUs. */
  protected abstract ImmutableList<HypervisorVariant> variants();

  @ParameterizedTest
  @MethodSource("variants")
  void guestsAreNumberedByPlaceAndHaveNamesOfTheirOwn(HypervisorVariant variant) {
    HypervisorRig rig = new HypervisorRig(variant);
    Set<String> names = new HashSet<>();
    assertThat(rig.hypervisor.guests()).isNotEmpty();
    for (int i = 0; i < rig.hypervisor.guests().size(); i++) {
      Guest guest = rig.guest(i);
      assertThat(guest.number()).isEqualTo(i);
      assertThat(guest.name()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
      assertThat(names.add(guest.name())).as("%s is nobody else's name", guest.name()).isTrue();
    }
    rig.hypervisor.check();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void whatIsOfferedIsThereAndNothingElse(HypervisorVariant variant) {
    HypervisorRig rig = new HypervisorRig(variant);
    Set<HypervisorCapability> offered = variant.capabilities();
    assertThat(rig.hypervisor.as(CallBatches.class) != null)
        .isEqualTo(offered.contains(HypervisorCapability.BATCHES));
    assertThat(rig.hypervisor.as(GuestSignals.class) != null)
        .isEqualTo(offered.contains(HypervisorCapability.SIGNALS));
    assertThat(rig.hypervisor.as(SharedFrames.class) != null)
        .isEqualTo(offered.contains(HypervisorCapability.SHARED_MEMORY));
    assertThat(rig.hypervisor.as(MemoryExchange.class) != null)
        .isEqualTo(offered.contains(HypervisorCapability.MEMORY_EXCHANGE));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void guestsShareMemoryClockAndLedgerButNoCpu(HypervisorVariant variant) {
    HypervisorRig rig = new HypervisorRig(variant);
    int cpus = 0;
    for (Guest guest : rig.hypervisor.guests()) {
      Machine machine = guest.machine();
      assertThat(machine.memory()).isSameAs(rig.hardware.memory());
      assertThat(machine.events()).isSameAs(rig.hardware.events());
      assertThat(machine.ledger()).isSameAs(rig.hardware.ledger());
      assertThat(machine.processors().count()).isPositive();
      cpus += machine.processors().count();
      long before = rig.hardware.now();
      rig.in(guest.number(), () -> {});
      assertThat(rig.hardware.now()).isGreaterThan(before);
    }
    assertThat(cpus).isLessThanOrEqualTo(rig.hardware.processors().count());
  }

  @ParameterizedTest
  @MethodSource("variants")
  void numbersLeadToFramesAndBackAndNoFrameHasTwoGuests(HypervisorVariant variant) {
    HypervisorRig rig = new HypervisorRig(variant);
    Set<Long> seen = new HashSet<>();
    for (Guest guest : rig.hypervisor.guests()) {
      for (int i = 0; i < SOME; i++) {
        long number = guest.frames() * i / SOME;
        long frame = guest.frameOf(number);
        if (frame == Guest.NO_FRAME) {
          continue;
        }
        assertThat(guest.numberOf(frame)).isEqualTo(number);
        assertThat(seen.add(frame)).as("frame 0x%x has one guest", frame).isTrue();
        for (Guest other : rig.hypervisor.guests()) {
          if (other != guest) {
            assertThat(other.numberOf(frame)).isEqualTo(Guest.NO_FRAME);
          }
        }
      }
    }
    assertThat(seen).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void aGuestsPageAllocatorHandsOutItsOwnFrames(HypervisorVariant variant) {
    HypervisorRig rig = new HypervisorRig(variant);
    for (Guest guest : rig.hypervisor.guests()) {
      for (int i = 0; i < SOME; i++) {
        long frame = rig.frame(guest.number());
        assertThat(frame).isNotEqualTo(PageAllocator.NO_FRAME);
        assertThat(guest.numberOf(frame)).isNotEqualTo(Guest.NO_FRAME);
      }
    }
    rig.hypervisor.check();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void whatGuest0MapsTheDeviceReachesUntilItIsUnmapped(HypervisorVariant variant) {
    HypervisorRig rig = new HypervisorRig(variant);
    rig.in(
        0,
        () -> {
          int domain = rig.seen.domainOf(0);
          List<Long> pages = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            long frame = rig.frame(0);
            pages.add(rig.map(frame));
            assertThat(rig.reached(pages.get(i))).isEqualTo(frame);
          }
          for (long page : pages) {
            rig.seen.unmap(domain, page, 1);
            assertThat(rig.seen.invalidate(domain, page, 1)).isTrue();
            rig.seen.endOfCall(domain);
            assertThat(rig.reached(page)).isEqualTo(-1);
          }
        });
    rig.hypervisor.check();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void crossingsAreBooked(HypervisorVariant variant) {
    HypervisorRig rig = new HypervisorRig(variant);
    long before = rig.hardware.ledger().totalMilliCycles();
    rig.in(0, () -> rig.map(rig.frame(0)));
    assertThat(rig.hardware.ledger().totalMilliCycles()).isGreaterThan(before);
    RecordedMetrics metrics = new RecordedMetrics("hypervisor.");
    rig.hypervisor.report(metrics);
    assertThat(metrics.all()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void theSameIsBuiltEachTime(HypervisorVariant variant) {
    HypervisorRig first = new HypervisorRig(variant);
    HypervisorRig second = new HypervisorRig(variant);
    for (Guest guest : first.hypervisor.guests()) {
      Guest twin = second.guest(guest.number());
      assertThat(twin.frames()).isEqualTo(guest.frames());
      for (int i = 0; i < SOME; i++) {
        assertThat(second.frame(guest.number())).isEqualTo(first.frame(guest.number()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void noGuestUsesAnothersFrameWithoutAGrant(HypervisorVariant variant) {
    HypervisorRig rig = new HypervisorRig(variant);
    SharedFrames frames = shared(rig, variant);
    FrameMappings list = new FrameMappings(4);
    long frame = rig.frame(1);
    int[] grant = new int[1];
    rig.in(1, () -> grant[0] = frames.grant(1, 0, frame, true));
    rig.in(
        0,
        () -> {
          list.add(1, grant[0] + 1, true, false);
          list.add(1, grant[0], false, false);
          list.add(1, grant[0], true, false);
          frames.map(0, list);
        });
    assertThat(list.status[0]).as("not granted").isNotEqualTo(FrameMappings.DONE);
    assertThat(list.status[1]).as("granted to read").isNotEqualTo(FrameMappings.DONE);
    assertThat(list.status[2]).as("in spite of those before it").isEqualTo(FrameMappings.DONE);
    assertThat(list.frame[2]).isEqualTo(frame);
    boolean[] ended = new boolean[2];
    rig.in(1, () -> ended[0] = frames.end(1, grant[0]));
    rig.in(
        0,
        () -> {
          int handle = list.handle[2];
          list.clear();
          list.add(handle, 0, false);
          frames.unmap(0, list);
        });
    rig.in(1, () -> ended[1] = frames.end(1, grant[0]));
    assertThat(list.status[0]).isEqualTo(FrameMappings.DONE);
    assertThat(ended).as("not while it is in use").containsExactly(false, true);
    rig.hypervisor.check();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void copiesStayWithinPagesAndRights(HypervisorVariant variant) {
    HypervisorRig rig = new HypervisorRig(variant);
    SharedFrames frames = shared(rig, variant);
    long theirs = rig.frame(1);
    long own = rig.frame(0);
    rig.hardware.memory().writeLongLittleEndian((theirs << 12) + 40, 4711);
    FrameCopies list = new FrameCopies(4);
    int[] grant = new int[1];
    rig.in(1, () -> grant[0] = frames.grant(1, 0, theirs, true));
    rig.in(
        0,
        () -> {
          list.add((own << 12) + 8, 1, grant[0], 4090, 8, false);
          list.add((own << 12) + 8, 1, grant[0], 40, 8, true);
          list.add((own << 12) + 8, 1, grant[0], 40, 8, false);
          frames.copy(0, list);
        });
    assertThat(list.status[0]).as("leaves its page").isNotEqualTo(FrameCopies.DONE);
    assertThat(list.status[1]).as("writes what may be read").isNotEqualTo(FrameCopies.DONE);
    assertThat(list.status[2]).isEqualTo(FrameCopies.DONE);
    assertThat(rig.hardware.memory().readLongLittleEndian((own << 12) + 8)).isEqualTo(4711);
    rig.hypervisor.check();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void aSignalThatIsPendingTakesInThoseThatFollow(HypervisorVariant variant) {
    assumeTrue(variant.capabilities().contains(HypervisorCapability.SIGNALS));
    HypervisorRig rig = new HypervisorRig(variant);
    GuestSignals signals = Objects.requireNonNull(rig.hypervisor.as(GuestSignals.class));
    int[] channel = new int[1];
    int[] told = {0};
    rig.in(0, () -> channel[0] = signals.connect(0, 1, 0, () -> told[0]++));
    int before = told[0];
    boolean[] sent = new boolean[3];
    rig.in(1, () -> signals.mask(channel[0]));
    rig.in(0, () -> sent[0] = signals.send(channel[0]));
    rig.in(0, () -> sent[1] = signals.send(channel[0]));
    assertThat(told[0]).as("masked").isEqualTo(before);
    rig.in(1, () -> signals.unmask(channel[0]));
    rig.in(1, () -> {});
    assertThat(told[0]).as("once for both").isEqualTo(before + 1);
    rig.in(0, () -> sent[2] = signals.send(channel[0]));
    assertThat(sent).containsExactly(true, false, true);
    assertThat(told[0]).isEqualTo(before + 2);
    rig.hypervisor.check();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void aNumberWhoseFrameWasGivenBackStandsForNothingUntilItGetsAnother(HypervisorVariant variant) {
    HypervisorRig rig = new HypervisorRig(variant);
    MemoryExchange exchange = exchange(rig, variant);
    for (Guest guest : rig.hypervisor.guests()) {
      long frame = rig.frame(guest.number());
      long number = guest.numberOf(frame);
      boolean[] taken = new boolean[2];
      long[] got = new long[2];
      rig.in(
          guest.number(),
          () -> {
            taken[0] = exchange.giveBack(guest.number(), frame);
            taken[1] = exchange.giveBack(guest.number(), frame);
          });
      assertThat(taken).containsExactly(true, false);
      assertThat(guest.frameOf(number)).isEqualTo(Guest.NO_FRAME);
      assertThat(guest.numberOf(frame)).isEqualTo(Guest.NO_FRAME);
      rig.in(
          guest.number(),
          () -> {
            got[0] = exchange.populate(guest.number(), number);
            got[1] = exchange.populate(guest.number(), number);
          });
      assertThat(guest.frameOf(number)).isEqualTo(got[0]);
      assertThat(guest.numberOf(got[0])).isEqualTo(number);
      assertThat(got[1]).as("it has one").isEqualTo(Guest.NO_FRAME);
    }
    rig.hypervisor.check();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void noGuestGetsAFrameThatADeviceStillReaches(HypervisorVariant variant) {
    HypervisorRig rig = new HypervisorRig(variant);
    MemoryExchange exchange = exchange(rig, variant);
    long frame = rig.frame(0);
    long page = rig.map(frame);
    long room = rig.frame(1);
    long number = rig.guest(1).numberOf(room);
    long[] got = new long[2];
    rig.in(1, () -> exchange.giveBack(1, room));
    rig.in(0, () -> exchange.giveBack(0, frame));
    rig.in(1, () -> got[0] = exchange.populate(1, number));
    assertThat(rig.reached(page)).isEqualTo(frame);
    assertThat(got[0]).isNotEqualTo(frame);
    rig.in(1, () -> exchange.giveBack(1, got[0]));
    rig.unmap(page);
    rig.in(1, () -> got[1] = exchange.populate(1, number));
    assertThat(rig.reached(page)).as("what went is forgotten").isNotEqualTo(got[1]);
    rig.hypervisor.check();
  }

  private static MemoryExchange exchange(HypervisorRig rig, HypervisorVariant variant) {
    assumeTrue(variant.capabilities().contains(HypervisorCapability.MEMORY_EXCHANGE));
    return Objects.requireNonNull(rig.hypervisor.as(MemoryExchange.class));
  }

  private static SharedFrames shared(HypervisorRig rig, HypervisorVariant variant) {
    assumeTrue(variant.capabilities().contains(HypervisorCapability.SHARED_MEMORY));
    return Objects.requireNonNull(rig.hypervisor.as(SharedFrames.class));
  }
}
