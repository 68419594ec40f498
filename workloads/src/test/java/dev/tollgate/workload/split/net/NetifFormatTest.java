package dev.tollgate.workload.split.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.BaseEncoding;
import dev.tollgate.core.machine.PhysicalMemory;
import org.junit.jupiter.api.Test;

final class NetifFormatTest {

  private final PhysicalMemory memory = new PhysicalMemory(4096);

  @Test
  void writesATransmitRequestAsTheAbiHasIt() {
    NetifFormat.writeTransmit(memory, 0, 0x11223344, 0xabc, 0x5, 0x102, 1514);
    assertThat(bytes(12)).isEqualTo("44332211bc0a05000201ea05");
    assertThat(NetifFormat.transmitReference(memory, 0)).isEqualTo(0x11223344);
    assertThat(NetifFormat.transmitOffset(memory, 0)).isEqualTo(0xabc);
    assertThat(NetifFormat.transmitFlags(memory, 0)).isEqualTo(5);
    assertThat(NetifFormat.transmitId(memory, 0)).isEqualTo(0x102);
    assertThat(NetifFormat.transmitSize(memory, 0)).isEqualTo(1514);
  }

  @Test
  void sizesAndIdsUseAllSixteenBits() {
    NetifFormat.writeTransmit(memory, 0, -1, 0xffff, 0, 0xffff, 0xffff);
    assertThat(NetifFormat.transmitSize(memory, 0)).isEqualTo(65_535);
    assertThat(NetifFormat.transmitOffset(memory, 0)).isEqualTo(65_535);
    assertThat(NetifFormat.transmitId(memory, 0)).isEqualTo(65_535);
    assertThat(NetifFormat.transmitFlags(memory, 0)).isZero();
  }

  @Test
  void writesATransmitResponse() {
    NetifFormat.writeTransmitResponse(memory, 0, 0x1ff, NetifFormat.DROPPED);
    assertThat(bytes(4)).isEqualTo("ff01feff");
    assertThat(NetifFormat.id(memory, 0)).isEqualTo(0x1ff);
    assertThat(NetifFormat.transmitStatus(memory, 0)).isEqualTo(-2);
  }

  @Test
  void writesAReceiveRequestAndItsResponse() {
    NetifFormat.writeReceive(memory, 0, 7, 0x300);
    assertThat(bytes(8)).isEqualTo("0700000000030000");
    assertThat(NetifFormat.receiveReference(memory, 0)).isEqualTo(0x300);
    NetifFormat.writeReceiveResponse(memory, 0, 7, 16, NetifFormat.MORE_DATA, 1514);
    assertThat(bytes(8)).isEqualTo("070010000400ea05");
    assertThat(NetifFormat.receiveOffset(memory, 0)).isEqualTo(16);
    assertThat(NetifFormat.receiveFlags(memory, 0)).isEqualTo(4);
    assertThat(NetifFormat.receiveStatus(memory, 0)).isEqualTo(1514);
    NetifFormat.writeReceiveResponse(memory, 0, 7, 0, 0, NetifFormat.ERROR);
    assertThat(NetifFormat.receiveStatus(memory, 0)).isEqualTo(-1);
  }

  @Test
  void writesTheExtraEntryOfASegmentedPacket() {
    NetifFormat.writeSegmentation(memory, 0, 1448);
    assertThat(bytes(8)).isEqualTo("0100a80501000000");
    assertThat(NetifFormat.segmentation(memory, 0)).isEqualTo(1448);
    memory.writeByte(0, (byte) 2);
    assertThat(NetifFormat.segmentation(memory, 0)).as("another type").isZero();
  }

  private String bytes(int length) {
    byte[] bytes = new byte[length];
    memory.read(0, bytes, 0, length);
    return BaseEncoding.base16().lowerCase().encode(bytes);
  }
}
