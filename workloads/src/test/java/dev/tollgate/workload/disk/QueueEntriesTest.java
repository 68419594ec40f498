package dev.tollgate.workload.disk;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.BaseEncoding;
import dev.tollgate.core.machine.PhysicalMemory;
import org.junit.jupiter.api.Test;

/** Entries of queues and rings, byte for byte. */
class QueueEntriesTest {

  private final PhysicalMemory memory = new PhysicalMemory(1 << 16);

  private String bytes(long at, int length) {
    byte[] bytes = new byte[length];
    memory.read(at, bytes, 0, length);
    return BaseEncoding.base16().lowerCase().withSeparator(" ", 4).encode(bytes);
  }

  private byte[] load(long at, int length) {
    byte[] bytes = new byte[length];
    memory.read(at, bytes, 0, length);
    return bytes;
  }

  @Test
  void nvmeRead() {
    memory.fill(0x100, 64, (byte) 0xff);
    NvmeFormat.writeSubmission(
        memory, 0x100, NvmeFormat.READ, 0x1234, 0xfffd_f200L, 0x12_3456_7000L, 0x9_8765_4321L, 256);

    assertThat(bytes(0x100, 64))
        .isEqualTo(
            "0200 3412 0100 0000 0000 0000 0000 0000 "
                + "0000 0000 0000 0000 00f2 fdff 0000 0000 "
                + "0070 5634 1200 0000 2143 6587 0900 0000 "
                + "ff00 0000 0000 0000 0000 0000 0000 0000");
    byte[] entry = load(0x100, 64);
    assertThat(NvmeFormat.opcode(entry)).isEqualTo(NvmeFormat.READ);
    assertThat(NvmeFormat.commandId(entry)).isEqualTo(0x1234);
    assertThat(NvmeFormat.namespace(entry)).isEqualTo(1);
    assertThat(NvmeFormat.prp1(entry)).isEqualTo(0xfffd_f200L);
    assertThat(NvmeFormat.prp2(entry)).isEqualTo(0x12_3456_7000L);
    assertThat(NvmeFormat.block(entry)).isEqualTo(0x9_8765_4321L);
    assertThat(NvmeFormat.blocks(entry)).isEqualTo(256);
  }

  @Test
  void nvmeFlushHasNoData() {
    NvmeFormat.writeSubmission(memory, 0x100, NvmeFormat.FLUSH, 7, 1, 2, 3, 4);

    assertThat(bytes(0x100, 64)).isEqualTo("0000 0700 0100 0000" + " 0000".repeat(28));
  }

  @Test
  void nvmeCompletion() {
    byte[] entry = new byte[16];
    NvmeFormat.putCompletion(entry, 0x0102, 3, 0xabcd, true);
    memory.write(0x200, entry, 0, 16);

    assertThat(bytes(0x200, 16)).isEqualTo("0000 0000 0000 0000 0201 0300 cdab 0100");
    assertThat(NvmeFormat.isOfPhase(memory, 0x200, true)).isTrue();
    assertThat(NvmeFormat.isOfPhase(memory, 0x200, false)).isFalse();
    assertThat(NvmeFormat.completedCommand(memory, 0x200)).isEqualTo(0xabcd);
    assertThat(NvmeFormat.status(memory, 0x200)).isEqualTo(0);
  }

  @Test
  void qlogicCommandWithItsContinuation() {
    BlockRequest request = new BlockRequest();
    request.kind = DiskCommand.Kind.WRITE;
    request.sector = 0x0a0b_0c0dL;
    request.sectors = 32;
    request.segments.add(0x5000, 0x1000);
    request.segments.placeAt(0, 0x1122_3000L);
    QlogicFormat.writeCommand(memory, 0x100, request, 0x77, 4);
    QlogicFormat.writeSegment(memory, 0x100, false, 2, request.segments, 0);
    QlogicFormat.writeContinuation(memory, 0x140);
    QlogicFormat.writeSegment(memory, 0x140, true, 0, request.segments, 0);

    assertThat(bytes(0x100, 64))
        .isEqualTo(
            "1102 0000 7700 0000 0000 0000 4800 0000 "
                + "1e00 0400 2a00 0a0b 0c0d 0000 2000 0000 "
                + "0000 0000 0040 0000 0000 0000 0000 0000 "
                + "0000 0000 0000 0000 0030 2211 0010 0000");
    assertThat(bytes(0x140, 64))
        .isEqualTo("0201 0000 0000 0000 0030 2211 0010 0000" + " 0000".repeat(24));
    byte[] entry = load(0x100, 64);
    assertThat(QlogicFormat.block(entry)).isEqualTo(0x0a0b_0c0dL);
    assertThat(QlogicFormat.blocks(entry)).isEqualTo(32);
    assertThat(QlogicFormat.segmentAddress(entry, false, 2)).isEqualTo(0x1122_3000L);
    assertThat(QlogicFormat.segmentLength(load(0x140, 64), true, 0)).isEqualTo(0x1000);
  }

  @Test
  void qlogicEntriesBySegments() {
    assertThat(QlogicFormat.entries(0)).isEqualTo(1);
    assertThat(QlogicFormat.entries(3)).isEqualTo(1);
    assertThat(QlogicFormat.entries(4)).isEqualTo(2);
    assertThat(QlogicFormat.entries(10)).isEqualTo(2);
    assertThat(QlogicFormat.entries(11)).isEqualTo(3);
    assertThat(QlogicFormat.entries(128)).isEqualTo(19);
  }

  @Test
  void qlogicStatusIsNewUntilItIsMarked() {
    byte[] entry = new byte[64];
    QlogicFormat.putStatus(entry, 0x55);
    QlogicFormat.markProcessed(memory, 0x300);
    assertThat(QlogicFormat.isNew(memory, 0x300)).isFalse();

    memory.write(0x300, entry, 0, 64);

    assertThat(bytes(0x300, 64)).isEqualTo("0301 0000 5500 0000" + " 0000".repeat(28));
    assertThat(QlogicFormat.isNew(memory, 0x300)).isTrue();
    assertThat(QlogicFormat.handle(memory, 0x300)).isEqualTo(0x55);
    assertThat(QlogicFormat.status(memory, 0x300)).isEqualTo(0);
  }
}
