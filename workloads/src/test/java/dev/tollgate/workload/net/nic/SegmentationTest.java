package dev.tollgate.workload.net.nic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.workload.net.Headers;
import dev.tollgate.workload.net.PacketBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SegmentationTest {

  private static final NicSettings D = NicSettings.DEFAULTS;
  private static final NicSettings SETTINGS =
      new NicSettings(
          D.rings(), D.enabled(), D.masked(), true, 1500, true, true, true, false, 256, 64, 0);

  private static byte[] header(int payload) {
    PacketBuffer values = new PacketBuffer();
    values.protocol = Headers.TCP;
    values.sourceAddress = 0x0a000001;
    values.destinationAddress = 0x0a000002;
    values.sourcePort = 1;
    values.destinationPort = 2;
    values.sequence = 0xffff_f000;
    values.acknowledgement = 77;
    values.window = 1000;
    values.flags = Headers.ACK | Headers.PUSH | Headers.FIN;
    values.timestamp = 5;
    values.timestampEcho = 6;
    values.payloadLength = payload;
    byte[] bytes = new byte[66];
    Headers.write(values, 0xfffe, bytes);
    return bytes;
  }

  private static PacketBuffer toCut(Rig rig, int payload, int offsetInPage) {
    PacketBuffer packet = rig.packet(header(payload));
    rig.addFragments(packet, Rig.bytes(payload, 9), 4096, offsetInPage);
    packet.segmentBytes = 1448;
    return packet;
  }

  @Test
  void aPacketOf44SegmentsIsCutByTheInterface() {
    Rig rig = new Rig(SETTINGS).started();
    int mapped = rig.mappings.mapped();
    int payload = 44 * 1448;
    PacketBuffer packet = toCut(rig, payload, 0);
    assertThat(packet.fragments).isEqualTo(16);
    rig.inKernel(() -> assertThat(rig.driver.transmit(packet)).isTrue());
    rig.run(2_000 * Rig.MICROSECOND);

    byte[] all = Rig.bytes(payload, 9);
    assertThat(rig.atPeer).hasSize(44);
    for (int i = 0; i < 44; i++) {
      byte[] frame = rig.atPeer.get(i);
      PacketBuffer read = new PacketBuffer();
      assertThat(Headers.read(frame, frame.length, read)).as("frame %d", i).isTrue();
      assertThat(frame).hasSize(1514);
      assertThat(read.sequence).isEqualTo(0xffff_f000 + i * 1448);
      assertThat(read.flags)
          .isEqualTo(i < 43 ? Headers.ACK : Headers.ACK | Headers.PUSH | Headers.FIN);
      assertThat(((frame[18] & 0xff) << 8) | (frame[19] & 0xff)).isEqualTo((0xfffe + i) & 0xffff);
      assertThat(read.acknowledgement).isEqualTo(77);
      assertThat(read.timestampEcho).isEqualTo(6);
      assertThat(Arrays.copyOfRange(frame, 66, 1514))
          .isEqualTo(Arrays.copyOfRange(all, i * 1448, (i + 1) * 1448));
    }
    assertThat(rig.arrivals.get(43) - rig.arrivals.get(0)).isEqualTo(43 * 12_304_000L);
    assertThat(rig.mappings.mapped()).isEqualTo(mapped);
    assertThat(rig.tokens).hasSize(1);
    assertThat(rig.figure("packets.sent")).isEqualTo(1);
    assertThat(rig.figure("packets.segmented")).isEqualTo(1);
    assertThat(rig.figure("sent.frames")).isEqualTo(44);
    assertThat(rig.debug.reports()).isEmpty();
  }

  @Test
  void theLastFrameMayBeShort() {
    Rig rig = new Rig(SETTINGS).started();
    PacketBuffer packet = toCut(rig, 1448 + 100, 3000);
    rig.inKernel(() -> rig.driver.transmit(packet));
    rig.run(500 * Rig.MICROSECOND);

    assertThat(rig.atPeer).hasSize(2);
    byte[] last = rig.atPeer.get(1);
    assertThat(last).hasSize(166);
    PacketBuffer read = new PacketBuffer();
    assertThat(Headers.read(last, last.length, read)).isTrue();
    assertThat(read.payloadLength).isEqualTo(100);
    assertThat(Arrays.copyOfRange(last, 66, 166))
        .isEqualTo(Arrays.copyOfRange(Rig.bytes(1548, 9), 1448, 1548));
  }

  @Test
  void aPacketOfOneSegmentIsOneFrame() {
    Rig rig = new Rig(SETTINGS).started();
    PacketBuffer packet = toCut(rig, 1000, 0);
    rig.inKernel(() -> rig.driver.transmit(packet));
    rig.run(500 * Rig.MICROSECOND);
    assertThat(rig.atPeer).hasSize(1);
    assertThat(Arrays.copyOf(rig.atPeer.get(0), 66)).isEqualTo(header(1000));
  }

  @Test
  void dataIsReadAsTheWireTakesIt() {
    Rig rig = new Rig(SETTINGS).started();
    PacketBuffer packet = toCut(rig, 44 * 1448, 0);
    rig.inKernel(() -> rig.driver.transmit(packet));
    rig.run(2 * Rig.MICROSECOND);
    assertThat(rig.figure("sent.frames")).isEqualTo(TransmitUnit.BUFFER_BYTES / 1538 + 1);
    rig.run(100 * Rig.MICROSECOND);
    assertThat(rig.figure("sent.frames")).isBetween(12L, 18L);
  }

  @Test
  void whatIsNoTcpPacketIsNotCut() {
    Rig rig = new Rig(SETTINGS).started();
    PacketBuffer packet = rig.packet(new byte[66]);
    rig.addFragments(packet, Rig.bytes(3000, 9), 4096, 0);
    packet.segmentBytes = 1448;
    rig.inKernel(() -> rig.driver.transmit(packet));
    PacketBuffer tooLong = toCut(rig, 5000, 0);
    tooLong.segmentBytes = 1449;
    rig.inKernel(() -> rig.driver.transmit(tooLong));
    rig.run(500 * Rig.MICROSECOND);
    assertThat(rig.atPeer).isEmpty();
    assertThat(rig.figure("drops.malformed")).isEqualTo(2);
    assertThat(rig.tokens).hasSize(2);
  }

  @Test
  void aFragmentThatCannotBeReadEndsThePacketAndNotTheInterface() {
    Rig rig = new Rig(SETTINGS).started();
    PacketBuffer packet = toCut(rig, 10 * 1448, 0);
    rig.inKernel(
        () -> {
          rig.driver.transmit(packet);
          long ring = rig.driver.sharedMemory().transmitRing();
          int second = rig.machine.memory().readIntLittleEndian(ring + 2 * 16 + 4);
          rig.mappings.replaceWithHole(second & 0xffff_ffffL);
        });
    PacketBuffer next = rig.packet(Rig.bytes(1000, 4));
    rig.inKernel(() -> rig.driver.transmit(next));
    rig.run(1_000 * Rig.MICROSECOND);

    assertThat(rig.atPeer).hasSize(2 + 1); // 2 frames lie wholly in the first page
    assertThat(rig.atPeer.get(2)).isEqualTo(Rig.bytes(1000, 4));
    assertThat(rig.figure("drops.transmit-dma")).isEqualTo(1);
    assertThat(rig.tokens).hasSize(2);
    assertThat(rig.nic.frames().inUse()).isZero();
  }
}
