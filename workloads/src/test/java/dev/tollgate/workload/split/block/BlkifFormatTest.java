package dev.tollgate.workload.split.block;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.BaseEncoding;
import dev.tollgate.core.machine.PhysicalMemory;
import org.junit.jupiter.api.Test;

final class BlkifFormatTest {

  private final PhysicalMemory memory = new PhysicalMemory(4096);

  @Test
  void writesARequestAsTheAbiHasIt() {
    BlkifFormat.writeRequest(memory, 0, BlkifFormat.WRITE, 2, 0x0102030405060708L, 0x1234);
    BlkifFormat.writeSegment(memory, 0, 0, 0x55, 1, 7);
    BlkifFormat.writeSegment(memory, 0, 1, 0x56, 0, 3);
    assertThat(bytes(40))
        .isEqualTo(
            "0102000000000000"
                + "0807060504030201"
                + "3412000000000000"
                + "5500000001070000"
                + "5600000000030000");
    assertThat(BlkifFormat.operation(memory, 0)).isEqualTo(BlkifFormat.WRITE);
    assertThat(BlkifFormat.segments(memory, 0)).isEqualTo(2);
    assertThat(BlkifFormat.id(memory, 0)).isEqualTo(0x0102030405060708L);
    assertThat(BlkifFormat.sector(memory, 0)).isEqualTo(0x1234);
    assertThat(BlkifFormat.reference(memory, 0, 1)).isEqualTo(0x56);
    assertThat(BlkifFormat.firstSector(memory, 0, 0)).isEqualTo(1);
    assertThat(BlkifFormat.lastSector(memory, 0, 0)).isEqualTo(7);
  }

  @Test
  void theLastOfElevenSegmentsEndsWithTheSlot() {
    BlkifFormat.writeSegment(memory, 0, BlkifFormat.MOST_SEGMENTS - 1, -1, 7, 7);
    assertThat(memory.readIntLittleEndian(104)).isEqualTo(-1);
    assertThat(BlkifFormat.RING.slotBytes()).isEqualTo(112);
    assertThat(BlkifFormat.RING.slots()).isEqualTo(32);
  }

  @Test
  void writesAResponse() {
    BlkifFormat.writeResponse(memory, 0, 9, BlkifFormat.READ, BlkifFormat.ERROR);
    assertThat(bytes(12)).isEqualTo("09000000000000000000ffff");
    assertThat(BlkifFormat.responseId(memory, 0)).isEqualTo(9);
    assertThat(BlkifFormat.responseStatus(memory, 0)).isEqualTo(-1);
  }

  private String bytes(int length) {
    byte[] bytes = new byte[length];
    memory.read(0, bytes, 0, length);
    return BaseEncoding.base16().lowerCase().encode(bytes);
  }
}
