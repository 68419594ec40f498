package dev.tollgate.workload.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadersTest {

  private static PacketBuffer tcp() {
    PacketBuffer packet = new PacketBuffer();
    packet.protocol = Headers.TCP;
    packet.sourceAddress = 0x0a000002;
    packet.destinationAddress = 0x0a000001;
    packet.sourcePort = 12865;
    packet.destinationPort = 45000;
    packet.sequence = 0xfffffff0;
    packet.acknowledgement = 0x01020304;
    packet.window = 46;
    packet.flags = Headers.ACK | Headers.PUSH;
    packet.timestamp = 0x11223344;
    packet.timestampEcho = 0x55667788;
    packet.payloadLength = 1448;
    return packet;
  }

  @Test
  void tcpHeadersAreWrittenAsTheStandardsSay() {
    byte[] bytes = new byte[66];
    assertThat(Headers.write(tcp(), 0x12345, bytes)).isEqualTo(66);

    assertThat(HexFormat.ofDelimiter(" ").formatHex(bytes))
        .isEqualTo(
            "02 00 0a 00 00 01 02 00 0a 00 00 02 08 00"
                + " 45 00 05 dc 23 45 40 00 40 06 fd d4 0a 00 00 02 0a 00 00 01"
                + " 32 41 af c8 ff ff ff f0 01 02 03 04 80 18 00 2e 00 00 00 00"
                + " 01 01 08 0a 11 22 33 44 55 66 77 88");
  }

  @Test
  void udpHeadersAreWrittenAsTheStandardsSay() {
    PacketBuffer packet = tcp();
    packet.protocol = Headers.UDP;
    packet.payloadLength = 1;
    byte[] bytes = new byte[42];
    assertThat(Headers.write(packet, 1, bytes)).isEqualTo(42);

    assertThat(HexFormat.ofDelimiter(" ").formatHex(bytes, 14, 42))
        .isEqualTo(
            "45 00 00 1d 00 01 40 00 40 11 26 cd 0a 00 00 02 0a 00 00 01"
                + " 32 41 af c8 00 09 00 00");
  }

  @Test
  void whatIsWrittenIsRead() {
    Random random = new Random(7);
    byte[] bytes = new byte[66];
    for (int i = 0; i < 1000; i++) {
      PacketBuffer packet = tcp();
      packet.protocol = random.nextBoolean() ? Headers.TCP : Headers.UDP;
      packet.sourcePort = random.nextInt(65536);
      packet.destinationPort = random.nextInt(65536);
      packet.sequence = random.nextInt();
      packet.acknowledgement = random.nextInt();
      packet.window = random.nextInt(65536);
      packet.flags = random.nextInt(32);
      packet.timestamp = random.nextInt();
      packet.timestampEcho = random.nextInt();
      packet.payloadLength = random.nextInt(1449);
      int length = Headers.write(packet, i, bytes);
      PacketBuffer read = new PacketBuffer();
      assertThat(Headers.read(bytes, length + packet.payloadLength, read)).isTrue();

      assertThat(read)
          .usingRecursiveComparison()
          .ignoringFields(
              packet.protocol == Headers.TCP
                  ? new String[] {}
                  : new String[] {
                    "sequence", "acknowledgement", "window", "flags", "timestamp", "timestampEcho"
                  })
          .isEqualTo(packet);
    }
  }

  @Test
  void damagedHeadersAreNotRead() {
    PacketBuffer packet = tcp();
    packet.payloadLength = 0;
    byte[] bytes = new byte[66];
    Headers.write(packet, 0, bytes);
    assertThat(Headers.read(bytes, 66, new PacketBuffer())).isTrue();
    for (int i = 12; i < 34; i++) { // type and IP header
      for (int bit = 0; bit < 8; bit++) {
        bytes[i] ^= (byte) (1 << bit);
        assertThat(Headers.read(bytes, 66, new PacketBuffer()))
            .as("bit %d of %d", bit, i)
            .isFalse();
        bytes[i] ^= (byte) (1 << bit);
      }
    }
    assertThat(Headers.read(bytes, 65, new PacketBuffer())).isFalse();
    assertThat(Headers.read(new byte[66], 66, new PacketBuffer())).isFalse();
  }

  @Test
  void onlyTcpPacketsCanBeCut() {
    byte[] bytes = new byte[66];
    Headers.write(tcp(), 0, bytes);
    assertThat(Headers.tcpLength(bytes, 66)).isEqualTo(66);
    assertThat(Headers.tcpLength(bytes, 65)).isEqualTo(-1);
    bytes[Headers.IP + 9] = Headers.UDP;
    assertThat(Headers.tcpLength(bytes, 66)).isEqualTo(-1);
  }
}
