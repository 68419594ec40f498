package dev.tollgate.workload.net.nic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.workload.net.LinkSettings;
import dev.tollgate.workload.net.PacketBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NicDriverTest {

  static final NicSettings SETTINGS = NicSettings.DEFAULTS;

  private static final long SHARED_PAGES = 4 + 8 + 2 + 1;

  private static NicSettings with(RingSettings rings) {
    return new NicSettings(
        rings,
        SETTINGS.enabled(),
        SETTINGS.masked(),
        true,
        1500,
        true,
        true,
        true,
        false,
        256,
        64,
        SETTINGS.dmaPicoseconds());
  }

  @Test
  void startMapsRingsAndBuffersAndStopGivesEverythingBack() {
    Rig rig = new Rig(SETTINGS);
    long free = rig.machine.pages().freeFrames();
    rig.started();

    assertThat(rig.mappings.mapped()).isEqualTo((int) SHARED_PAGES + 200);
    assertThat(rig.packets.live()).isEqualTo(200);
    assertThat(rig.allocator.live()).isEqualTo(400);
    rig.inKernel(rig.driver::stop);

    assertThat(rig.mappings.mapped()).isZero();
    assertThat(rig.packets.live()).isZero();
    assertThat(rig.allocator.live()).isZero();
    assertThat(free - rig.machine.pages().freeFrames()).isEqualTo(100 + 13); // chunks kept
    assertThat(rig.debug.reports()).isEmpty();
  }

  @Test
  void aLongFrameGoesUpInItsOwnBufferWithOneMapAndOneUnmap() {
    Rig rig = new Rig(SETTINGS).started();
    int mapped = rig.mappings.mapped();
    byte[] frame = Rig.bytes(1514, 1);
    rig.fromPeer(frame);
    rig.run(100 * Rig.MICROSECOND);

    assertThat(rig.received).hasSize(1);
    assertThat(rig.received.get(0)).isEqualTo(frame);
    assertThat(rig.verified).isTrue();
    assertThat(rig.mappings.mapped()).isEqualTo(mapped);
    assertThat(rig.figure("copy-breaks")).isZero();
    assertThat(rig.figure("interrupts")).isEqualTo(1);
    assertThat(rig.figure("polls")).isEqualTo(1);
    assertThat(rig.debug.reports()).isEmpty();
  }

  @Test
  void framesUpToTheCopyBreakAreCopiedAndTheirBufferStaysMapped() {
    Rig rig = new Rig(SETTINGS).started();
    rig.fromPeer(Rig.bytes(256, 1));
    rig.fromPeer(Rig.bytes(257, 2));
    rig.fromPeer(Rig.bytes(60, 3));
    rig.run(100 * Rig.MICROSECOND);

    assertThat(rig.figure("copy-breaks")).isEqualTo(2);
    assertThat(rig.received)
        .containsExactly(Rig.bytes(256, 1), Rig.bytes(257, 2), Rig.bytes(60, 3));
    assertThat(rig.packets.live()).isEqualTo(200);
    assertThat(rig.debug.reports()).isEmpty();
  }

  @Test
  void theRingGoesRoundManyTimes() {
    Rig rig = new Rig(with(new RingSettings(16, 12, 16, 32, 31))).started();
    for (int i = 0; i < 200; i++) {
      rig.fromPeer(Rig.bytes(i % 3 == 0 ? 100 : 1000, i));
      rig.run(30 * Rig.MICROSECOND);
    }
    rig.run(100 * Rig.MICROSECOND);

    assertThat(rig.received).hasSize(200);
    for (int i = 0; i < 200; i++) {
      assertThat(rig.received.get(i)).isEqualTo(Rig.bytes(i % 3 == 0 ? 100 : 1000, i));
    }
  }

  @Test
  void framesThatFindNoBufferAreDroppedAndTheRestArrive() {
    Rig rig = new Rig(with(new RingSettings(16, 4, 16, 32, 31))).started();
    rig.machine
        .processors()
        .post(
            Rig.CPU,
            dev.tollgate.core.machine.CpuContext.INTERRUPT,
            () -> {
              int busy =
                  rig.machine
                      .ledger()
                      .open(
                          dev.tollgate.core.cost.CostCenter.DRIVER,
                          dev.tollgate.core.cost.Steps.MMIO_READ);
              rig.machine.ledger().add(busy, 1_000); // half a millisecond
            });
    for (int i = 0; i < 10; i++) {
      rig.fromPeer(Rig.bytes(1000, i));
    }
    rig.run(2_000 * Rig.MICROSECOND);

    assertThat(rig.received).hasSize(4);
    assertThat(rig.figure("drops.no-buffer")).isEqualTo(6);
    rig.fromPeer(Rig.bytes(1000, 11));
    rig.run(100 * Rig.MICROSECOND);
    assertThat(rig.received).hasSize(5);
    assertThat(rig.received.get(4)).isEqualTo(Rig.bytes(1000, 11));
  }

  @Test
  void aFrameWhoseBufferCannotBeReplacedIsDroppedAndItsBufferPostedAgain() {
    Rig rig = new Rig(SETTINGS).started();
    rig.mappings.allow = 0;
    rig.mappings.refuse = 1;
    rig.fromPeer(Rig.bytes(1000, 1));
    rig.run(100 * Rig.MICROSECOND);
    rig.allocator.refuse = 1;
    rig.fromPeer(Rig.bytes(1000, 2));
    rig.run(100 * Rig.MICROSECOND);
    rig.allocator.refuse = 1;
    rig.fromPeer(Rig.bytes(100, 3));
    rig.run(100 * Rig.MICROSECOND);
    assertThat(rig.received).isEmpty();
    assertThat(rig.figure("drops.no-memory")).isEqualTo(2);
    assertThat(rig.figure("drops.no-copy")).isEqualTo(1);

    for (int i = 0; i < 300; i++) {
      rig.fromPeer(Rig.bytes(1000, i));
      rig.run(15 * Rig.MICROSECOND);
    }
    rig.run(100 * Rig.MICROSECOND);
    assertThat(rig.received).hasSize(300);
    rig.inKernel(rig.driver::stop);
    assertThat(rig.mappings.mapped()).isZero();
    assertThat(rig.packets.live()).isZero();
    assertThat(rig.debug.reports()).isEmpty();
  }

  @Test
  void aPacketIsGatheredFromItsFragmentsEachMappedByItself() {
    Rig rig = new Rig(SETTINGS).started();
    int mapped = rig.mappings.mapped();
    byte[] head = Rig.bytes(66, 1);
    byte[] payload = Rig.bytes(1448, 2);
    PacketBuffer packet = rig.packet(head);
    rig.addFragments(packet, payload, 700, 0);
    packet.token = 42;
    rig.inKernel(() -> assertThat(rig.driver.transmit(packet)).isTrue());
    assertThat(rig.mappings.mapped()).isEqualTo(mapped + 4);
    rig.run(200 * Rig.MICROSECOND);

    byte[] whole = Arrays.copyOf(head, 1514);
    System.arraycopy(payload, 0, whole, 66, 1448);
    assertThat(rig.atPeer).containsExactly(whole);
    assertThat(rig.tokens).containsExactly(42L);
    assertThat(rig.dropped).isZero();
    assertThat(rig.mappings.mapped()).isEqualTo(mapped);
    assertThat(rig.debug.reports()).isEmpty();
  }

  @Test
  void sentPacketsAreCleanedUpAfterTheTransmitDelay() {
    Rig rig = new Rig(SETTINGS).started();
    PacketBuffer packet = rig.packet(Rig.bytes(1000, 1));
    rig.inKernel(() -> rig.driver.transmit(packet));
    rig.run(70 * Rig.MICROSECOND);
    assertThat(rig.tokens).isEmpty();
    rig.run(10 * Rig.MICROSECOND);
    assertThat(rig.tokens).hasSize(1);
  }

  @Test
  void aPacketThatCannotBeMappedIsDroppedAndLeavesNothingMapped() {
    Rig rig = new Rig(SETTINGS).started();
    int mapped = rig.mappings.mapped();
    for (int failing = 0; failing < 4; failing++) {
      PacketBuffer packet = rig.packet(Rig.bytes(66, 1));
      rig.addFragments(packet, Rig.bytes(1448, 2), 500, 0);
      rig.mappings.allow = failing;
      rig.mappings.refuse = 1;
      rig.inKernel(() -> assertThat(rig.driver.transmit(packet)).isTrue());
      rig.run(200 * Rig.MICROSECOND);
      rig.mappings.allow = Integer.MAX_VALUE;
      assertThat(rig.mappings.mapped()).isEqualTo(mapped);
    }
    assertThat(rig.atPeer).hasSize(0);
    assertThat(rig.dropped).isEqualTo(4);
    assertThat(rig.figure("drops.transmit-mapping")).isEqualTo(4);
    assertThat(rig.debug.reports()).isEmpty();
  }

  @Test
  void aFullRingStopsTheStackAndAQuarterFreeWakesIt() {
    Rig rig = new Rig(with(new RingSettings(16, 4, 16, 64, 63))).started();
    int[] taken = {0};
    rig.inKernel(
        () -> {
          while (!rig.driver.isStopped()) {
            assertThat(rig.driver.transmit(rig.packet(Rig.bytes(1000, taken[0])))).isTrue();
            taken[0]++;
          }
        });
    assertThat(taken[0]).isEqualTo(63 - 19); // room for MAX_FRAGMENTS + 1 at most
    assertThat(rig.figure("transmit-stops")).isEqualTo(1);
    assertThat(rig.wakeUps).isZero();
    rig.run(3_000 * Rig.MICROSECOND);

    assertThat(rig.driver.isStopped()).isFalse();
    assertThat(rig.wakeUps).isEqualTo(1);
    assertThat(rig.atPeer).hasSize(taken[0]);
    for (int i = 0; i < taken[0]; i++) {
      assertThat(rig.atPeer.get(i)).isEqualTo(Rig.bytes(1000, i));
    }
  }

  @Test
  void aStoppedDriverTakesNoPackets() {
    Rig rig = new Rig(SETTINGS).started();
    rig.inKernel(rig.driver::stop);
    PacketBuffer packet = rig.packet(Rig.bytes(100, 0));
    assertThat(rig.driver.isStopped()).isTrue();
    assertThat(rig.driver.transmit(packet)).isFalse();
    assertThat(rig.mappings.mapped()).isZero();
  }

  @Test
  void whoDoesNotAskWhetherThereIsRoomIsRefused() {
    Rig rig = new Rig(with(new RingSettings(16, 4, 16, 32, 31))).started();
    rig.inKernel(
        () -> {
          int sent = 0;
          PacketBuffer packet = rig.packet(Rig.bytes(100, 0));
          while (rig.driver.transmit(packet)) {
            sent++;
            packet = rig.packet(Rig.bytes(100, 0));
          }
          assertThat(sent).isEqualTo(30);
          rig.packets.free(packet);
        });
  }

  @Test
  void packetsTheInterfaceCannotSendAreRefused() {
    Rig rig = new Rig(SETTINGS).started();
    PacketBuffer tooLong = rig.packet(Rig.bytes(1515, 0));
    assertThatThrownBy(() -> rig.driver.transmit(tooLong))
        .isInstanceOf(IllegalArgumentException.class);
    PacketBuffer toCut = rig.packet(Rig.bytes(1000, 0));
    toCut.segmentBytes = 500;
    assertThatThrownBy(() -> rig.driver.transmit(toCut))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void packetsStillInTheRingComeBackDroppedWhenTheDriverStops() {
    Rig rig = new Rig(SETTINGS).started();
    rig.inKernel(
        () -> {
          for (int i = 0; i < 100; i++) {
            rig.driver.transmit(rig.packet(Rig.bytes(1000, i)));
          }
        });
    rig.inKernel(rig.driver::stop);
    assertThat(rig.tokens).hasSize(100);
    assertThat(rig.dropped).isPositive();
    rig.run(10_000 * Rig.MICROSECOND);
    assertThat(rig.mappings.mapped()).isZero();
    assertThat(rig.packets.live()).isZero();
    assertThat(rig.nic.frames().inUse()).isZero();

    rig.started();
    rig.fromPeer(Rig.bytes(1000, 7));
    PacketBuffer again = rig.packet(Rig.bytes(1000, 8));
    rig.inKernel(() -> rig.driver.transmit(again));
    rig.run(1_000 * Rig.MICROSECOND);
    assertThat(rig.received).containsExactly(Rig.bytes(1000, 7));
    assertThat(rig.atPeer.get(rig.atPeer.size() - 1)).isEqualTo(Rig.bytes(1000, 8));
    assertThat(rig.debug.reports()).isEmpty();
  }

  @Test
  void aMachineTooSmallForTheBuffersRunsWithFewerAndOneTooSmallForTheRingsIsRefused() {
    Rig small = new Rig(SETTINGS, new LinkSettings(1000, 0, false), 256 << 10);
    small.started();
    assertThat(small.figure("receive-buffers")).isBetween(1L, 199L);
    small.fromPeer(Rig.bytes(1000, 0));
    small.run(100 * Rig.MICROSECOND);
    assertThat(small.figure("received.frames")).isEqualTo(1);

    Rig tiny = new Rig(SETTINGS, new LinkSettings(1000, 0, false), 32 << 10);
    assertThatThrownBy(tiny.driver::start)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("nic-");
  }

  @Test
  void longFramesAreReceivedWithALongMtu() {
    NicSettings jumbo =
        new NicSettings(
            RingSettings.DEFAULTS,
            SETTINGS.enabled(),
            SETTINGS.masked(),
            true,
            9000,
            true,
            true,
            false,
            true,
            256,
            64,
            0);
    Rig rig = new Rig(jumbo).started();
    rig.fromPeer(Rig.bytes(9014, 3));
    rig.fromPeer(Rig.bytes(9015, 4));
    rig.run(1_000 * Rig.MICROSECOND);
    assertThat(rig.received).containsExactly(Rig.bytes(9014, 3));
    assertThat(rig.figure("drops.too-long")).isEqualTo(1);
  }
}
