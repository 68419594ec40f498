package dev.tollgate.workload.split.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.workload.split.ring.RingLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Checklist (a) 10 and 11: rings with hold-off; back end and front end of a network interface. */
final class Checklist11SplitInterfaceTest {

  private final SplitRig rig = new SplitRig();

  @Test
  void offersSixtyFourPagesAtFirstAndThenHalfAsManyAtATime() {
    assertThat(rig.figure("pages-offered")).isEqualTo(ReceivePages.LEAST_TARGET);
    rig.fromWire(packets(40, 200));
    rig.run(10_000 * SplitRig.MICROSECOND);
    assertThat(rig.received).hasSize(40);
    assertThat(rig.figure("pages-offered")).as("half of the target at a time").isEqualTo(96);
  }

  @Test
  void offersMorePagesOnceTheBackEndRanShort() {
    rig.fromWire(packets(60, 200));
    rig.run(10_000 * SplitRig.MICROSECOND);
    assertThat(rig.figure("pages-offered"))
        .as("4 of 64 were left at the first refill of 32, so the target is 128 at the next packet")
        .isEqualTo(64 + 32 + 65);
    rig.fromWire(packets(100, 200));
    rig.run(10_000 * SplitRig.MICROSECOND);
    assertThat(rig.received).hasSize(160);
    assertThat(rig.figure("drops.no-room")).isZero();
  }

  @Test
  void passesPacketsToTheGuestByteForByteAndInOrder() {
    List<byte[]> packets = packets(40, 1514);
    rig.fromWire(packets);
    rig.run(10_000 * SplitRig.MICROSECOND);
    assertThat(rig.received).hasSameSizeAs(packets);
    for (int i = 0; i < packets.size(); i++) {
      assertThat(rig.received.get(i)).isEqualTo(packets.get(i));
    }
  }

  @Test
  void copiesWhatOnePollBroughtByOneCrossing() {
    rig.fromWire(packets(10, 1000));
    rig.run(10_000 * SplitRig.MICROSECOND);
    assertThat(rig.guests.copyCalls).isEqualTo(1);
    assertThat(rig.guests.batches).isEqualTo(1);
    assertThat(rig.figure("to-guest.packets")).isEqualTo(10);
    assertThat(rig.figure("signals.to-guest")).isEqualTo(1);
  }

  @Test
  void copiesNoMoreThanTheThresholdOutOfThePagesAndKeepsPagesOfLongerPacketsOnly() {
    rig.fromWire(ImmutableList.of(new byte[256], new byte[257], new byte[60]));
    rig.run(10_000 * SplitRig.MICROSECOND);
    assertThat(rig.received).hasSize(3);
    assertThat(rig.figure("pulled-bytes")).isEqualTo(256 + 256 + 60);
  }

  @Test
  void dropsWhatTheGuestOffersNoPageFor() {
    rig.fromWire(packets(100, 100));
    rig.run(20_000 * SplitRig.MICROSECOND);
    assertThat(rig.figure("drops.no-room")).isBetween(1L, 36L);
    assertThat(rig.received.size() + rig.figure("drops.no-room")).isEqualTo(100);
    assertThat(rig.backPackets.live()).isZero();
  }

  @Test
  void sendsPacketsOfTheGuestByteForByteFromItsOwnPages() {
    byte[] longOne = bytes(1514, 5);
    byte[] acknowledgement = bytes(66, 6);
    rig.inGuest(
        1,
        () -> {
          rig.fromGuest(longOne, 66, 1);
          rig.fromGuest(acknowledgement, 66, 2);
        });
    rig.run(10_000 * SplitRig.MICROSECOND);
    assertThat(rig.sent).hasSize(2);
    assertThat(rig.sent.get(0)).isEqualTo(longOne);
    assertThat(rig.sent.get(1)).isEqualTo(acknowledgement);
    assertThat(rig.returned).containsExactly(1L, 2L);
    assertThat(rig.figure("header-bytes")).isEqualTo(2 * BackTransmit.COPIED);
  }

  @Test
  void anAcknowledgementWithTimestampsIsTwoPiecesOneOfThemOnTheGuestsPage() {
    rig.holdBack = true;
    rig.inGuest(1, () -> rig.fromGuest(bytes(66, 1), 66, 1));
    rig.run(10_000 * SplitRig.MICROSECOND);
    assertThat(rig.withInterface.element().headLength).isEqualTo(64);
    assertThat(rig.withInterface.element().fragments).isEqualTo(1);
    assertThat(rig.withInterface.element().fragmentLength[0]).isEqualTo(2);
    rig.inGuest(0, rig::giveBack);
    rig.inGuest(1, () -> rig.fromGuest(bytes(54, 2), 54, 2));
    rig.run(10_000 * SplitRig.MICROSECOND);
    assertThat(rig.withInterface.element().headLength).isEqualTo(54);
    assertThat(rig.withInterface.element().fragments).isZero();
  }

  @Test
  void mapsWhatWaitsByOneCrossingAndUnmapsWhatIsDoneByOne() {
    rig.holdBack = true;
    int mapped = rig.guests.mapCalls;
    int unmapped = rig.guests.unmapCalls;
    rig.inGuest(
        1,
        () -> {
          for (int i = 0; i < 6; i++) {
            rig.fromGuest(bytes(1514, i), 66, i);
          }
        });
    rig.run(10_000 * SplitRig.MICROSECOND);
    assertThat(rig.sent).hasSize(6);
    int mapCalls = rig.guests.mapCalls - mapped;
    assertThat(mapCalls).isBetween(1, 3);
    assertThat(rig.figure("from-guest.mappings")).isEqualTo(6 * 4);
    rig.inGuest(
        0,
        () -> {
          for (int i = 0; i < 6; i++) {
            rig.giveBack();
          }
        });
    rig.run(10_000 * SplitRig.MICROSECOND);
    assertThat(rig.guests.unmapCalls - unmapped).isEqualTo(1);
    assertThat(rig.returned).hasSize(6);
  }

  @Test
  void tellsTheStackToWaitBeforeTheRingIsFullAndWakesItAgain() {
    rig.holdBack = true;
    int[] taken = {0};
    rig.inGuest(
        1,
        () -> {
          while (rig.fromGuest(bytes(100, taken[0]), 66, taken[0])) {
            taken[0]++;
          }
        });
    rig.run(30_000 * SplitRig.MICROSECOND);
    assertThat(rig.front.isStopped()).isTrue();
    assertThat(taken[0]).isBetween(100, 128);
    rig.inGuest(
        0,
        () -> {
          while (!rig.withInterface.isEmpty()) {
            rig.giveBack();
          }
        });
    rig.run(30_000 * SplitRig.MICROSECOND);
    assertThat(rig.front.isStopped()).isFalse();
    assertThat(rig.wakeUps).isPositive();
    assertThat(rig.sent).hasSize(taken[0]);
  }

  @Test
  void queuesAtTheBridgeWhatTheRealInterfaceHasNoRoomFor() {
    rig.room = 2;
    rig.inGuest(
        1,
        () -> {
          for (int i = 0; i < 20; i++) {
            rig.fromGuest(bytes(1000, i), 66, i);
          }
        });
    rig.run(30_000 * SplitRig.MICROSECOND);
    assertThat(rig.sent).hasSize(20);
    for (int i = 0; i < 20; i++) {
      assertThat(rig.sent.get(i)).isEqualTo(bytes(1000, i));
    }
  }

  @Test
  void refusesAPacketOfWhichAPageCannotBeMappedAndSendsTheOthers() {
    rig.inGuest(1, () -> rig.fromGuest(bytes(500, 1), 66, 1));
    rig.run(10_000 * SplitRig.MICROSECOND);
    rig.guests.refuseMappings = 1;
    rig.inGuest(
        1,
        () -> {
          rig.fromGuest(bytes(900, 2), 66, 2);
          rig.fromGuest(bytes(900, 3), 66, 3);
        });
    rig.run(10_000 * SplitRig.MICROSECOND);
    assertThat(rig.sent).hasSize(2);
    assertThat(rig.sent.get(1)).isEqualTo(bytes(900, 3));
    assertThat(rig.figure("drops.refused")).isEqualTo(1);
    assertThat(rig.guests.mappings).as("two rings").hasSize(2);
  }

  @Test
  void leavesNothingBehindAfterRandomTrafficBothWays() {
    Random random = new Random(42);
    List<byte[]> expectedAtGuest = new ArrayList<>();
    List<byte[]> expectedOnWire = new ArrayList<>();
    for (int round = 0; round < 300; round++) {
      if (random.nextBoolean()) {
        List<byte[]> burst = new ArrayList<>();
        int many = 1 + random.nextInt(20);
        for (int i = 0; i < many; i++) {
          burst.add(bytes(60 + random.nextInt(1455), random.nextInt()));
        }
        expectedAtGuest.addAll(burst);
        rig.fromWire(burst);
      } else {
        int many = 1 + random.nextInt(12);
        int seed = random.nextInt();
        rig.inGuest(
            1,
            () -> {
              for (int i = 0; i < many; i++) {
                byte[] packet = bytes(66 + Math.floorMod(seed * 31 + i * 977, 1449), seed + i);
                assertThat(rig.fromGuest(packet, 66, i)).isTrue();
                expectedOnWire.add(packet);
              }
            });
      }
      rig.run((100 + random.nextInt(900)) * SplitRig.MICROSECOND);
    }
    rig.run(50_000 * SplitRig.MICROSECOND);
    assertThat(rig.received).usingElementComparator(Arrays::compare).isEqualTo(expectedAtGuest);
    assertThat(rig.sent).usingElementComparator(Arrays::compare).isEqualTo(expectedOnWire);

    rig.inGuest(0, rig.split::stop);
    assertThat(rig.guests.grants).isEmpty();
    assertThat(rig.guests.mappings).isEmpty();
    assertThat(rig.backPackets.live()).isZero();
    assertThat(rig.frontPackets.live()).isZero();
  }

  @Test
  void survivesWhateverAGuestWritesToItsTransmitRing() {
    Random random = new Random(3);
    long page = transmitRing();
    int produced = 0;
    for (int round = 0; round < 500; round++) {
      produced += random.nextInt(4);
      write(random, page, produced);
      rig.run(30 * SplitRig.MICROSECOND);
    }
    rig.run(10_000 * SplitRig.MICROSECOND);
    assertThat(rig.figure("drops.refused")).isPositive();
    assertThat(rig.figure("rings.broken")).isZero();
    assertThat(rig.guests.mappings).as("two rings").hasSize(2);
  }

  private void write(Random random, long page, int produced) {
    rig.inGuest(
        1,
        () -> {
          for (int i = random.nextInt(6); i > 0; i--) {
            long at = page + RingLayout.HEADER_BYTES + 4L * random.nextInt(1000);
            int value = random.nextBoolean() ? random.nextInt() : random.nextInt(20);
            rig.machine.memory().writeIntLittleEndian(at, value);
          }
          rig.machine.memory().writeIntLittleEndian(page, produced);
          rig.guests.send(1);
        });
  }

  @Test
  void servesNoRingThatClaimsMoreRequestsThanItHasPlaces() {
    rig.inGuest(
        1,
        () -> {
          rig.machine.memory().writeIntLittleEndian(transmitRing(), -5);
          rig.guests.send(1);
        });
    rig.run(10_000 * SplitRig.MICROSECOND);
    assertThat(rig.figure("rings.broken")).isEqualTo(1);
    rig.fromWire(packets(3, 100));
    rig.run(10_000 * SplitRig.MICROSECOND);
    assertThat(rig.received).as("the other direction goes on").hasSize(3);
  }

  private long transmitRing() {
    return Objects.requireNonNull(rig.guests.grants.get(9)).frame() << PhysicalMemory.FRAME_SHIFT;
  }

  private static List<byte[]> packets(int many, int length) {
    List<byte[]> packets = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      packets.add(bytes(length, i));
    }
    return packets;
  }

  private static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
