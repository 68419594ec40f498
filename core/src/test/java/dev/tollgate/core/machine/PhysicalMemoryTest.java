package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhysicalMemoryTest {

  private static final long CHUNK = 2L << 20;
  private static final long TEBIBYTE = 1L << 40;

  @ParameterizedTest
  @ValueSource(longs = {1, 4096, CHUNK, CHUNK + 1, TEBIBYTE, 1L << 48, PhysicalMemory.MAX_BYTES})
  void untouchedMemoryReadsZeroAndTakesNoStorage(long size) {
    PhysicalMemory memory = new PhysicalMemory(size);

    assertThat(memory.size()).isEqualTo(size);
    assertThat(memory.readByte(0)).isZero();
    assertThat(memory.readByte(size / 2)).isZero();
    assertThat(memory.readByte(size - 1)).isZero();
    if (size >= 8) {
      assertThat(memory.readLongBigEndian(size - 8)).isZero();
      assertThat(memory.readLongLittleEndian(0)).isZero();
    }
    assertThat(memory.touchedBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {TEBIBYTE, 1L << 48, PhysicalMemory.MAX_BYTES})
  void hugeMemoryKeepsWhatIsWrittenAtBothEndsAndTakesTwoChunks(long size) {
    PhysicalMemory memory = new PhysicalMemory(size);

    memory.writeLongBigEndian(0, 0x0102030405060708L);
    memory.writeLongBigEndian(size - 8, -2L);

    assertThat(memory.readLongBigEndian(0)).isEqualTo(0x0102030405060708L);
    assertThat(memory.readLongBigEndian(size - 8)).isEqualTo(-2L);
    assertThat(memory.readLongBigEndian(size / 2)).isZero();
    assertThat(memory.touchedBytes()).isEqualTo(2 * CHUNK);
  }

  @Test
  void eachChunkIsTakenAtItsFirstWriteAndTheLastOneOnlyAsLongAsMemory() {
    PhysicalMemory memory = new PhysicalMemory(2 * CHUNK + 100);

    memory.writeByte(5, (byte) 1);
    memory.writeByte(6, (byte) 1);
    assertThat(memory.touchedBytes()).isEqualTo(CHUNK);
    memory.writeByte(2 * CHUNK + 99, (byte) 1);
    assertThat(memory.touchedBytes()).isEqualTo(CHUNK + 100);
    memory.writeIntBigEndian(CHUNK - 2, 7);
    assertThat(memory.touchedBytes()).isEqualTo(2 * CHUNK + 100);
  }

  @Test
  void byteOrderIsAsNamed() {
    PhysicalMemory memory = new PhysicalMemory(64);

    memory.writeShortBigEndian(0, (short) 0x8182);
    memory.writeShortLittleEndian(2, (short) 0x8182);
    memory.writeIntBigEndian(4, 0x81828384);
    memory.writeIntLittleEndian(8, 0x81828384);
    memory.writeLongBigEndian(12, 0x8182838485868788L);
    memory.writeLongLittleEndian(20, 0x8182838485868788L);

    byte[] bytes = new byte[28];
    memory.read(0, bytes, 0, 28);
    assertThat(bytes)
        .inHexadecimal()
        .containsExactly(
            0x81, 0x82, 0x82, 0x81, 0x81, 0x82, 0x83, 0x84, 0x84, 0x83, 0x82, 0x81, 0x81, 0x82,
            0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x88, 0x87, 0x86, 0x85, 0x84, 0x83, 0x82, 0x81);
    assertThat(memory.readShortBigEndian(2)).isEqualTo((short) 0x8281);
    assertThat(memory.readShortLittleEndian(2)).isEqualTo((short) 0x8182);
    assertThat(memory.readIntBigEndian(8)).isEqualTo(0x84838281);
    assertThat(memory.readIntLittleEndian(8)).isEqualTo(0x81828384);
    assertThat(memory.readLongBigEndian(20)).isEqualTo(0x8887868584838281L);
    assertThat(memory.readLongLittleEndian(20)).isEqualTo(0x8182838485868788L);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 4096, CHUNK, 2 * CHUNK})
  void everyWidthCrossesFramesAndChunksAtEveryOffset(long boundary) {
    for (Access access : Access.values()) {
      for (long address = Math.max(0, boundary - 9); address < boundary + 9; address++) {
        PhysicalMemory memory = new PhysicalMemory(2 * CHUNK + 4096);
        long value = 0xf1e2d3c4b5a69788L >> (8 * (8 - access.bytes()));

        access.write(memory, address, value);

        assertThat(access.read(memory, address)).as("%s at 0x%x", access, address).isEqualTo(value);
        for (int i = 0; i < access.bytes(); i++) {
          int place = access.bigEndian() ? access.bytes() - 1 - i : i;
          assertThat(memory.readByte(address + i))
              .as("byte %d of %s at 0x%x", i, access, address)
              .isEqualTo((byte) (value >>> (8 * place)));
        }
        assertThat(memory.readByte(address + access.bytes())).isZero();
        assertThat(address == 0 || memory.readByte(address - 1) == 0).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 8, 4096, CHUNK - 1, CHUNK, CHUNK + 3, CHUNK + 8, TEBIBYTE + 5})
  void everyWidthStopsExactlyAtTheEnd(long size) {
    for (Access access : Access.values()) {
      PhysicalMemory memory = new PhysicalMemory(size);
      long last = size - access.bytes();
      if (last >= 0) {
        access.write(memory, last, -1);
        assertThat(access.read(memory, last)).isEqualTo(-1);
      }
      long[] outside = {last + 1, size - 1, size, size + 1, -1, -8, Long.MAX_VALUE, Long.MIN_VALUE};
      for (long address : outside) {
        if (address < 0 || address > last) {
          assertThatThrownBy(() -> access.read(memory, address))
              .as("%s read at 0x%x of 0x%x", access, address, size)
              .isInstanceOf(BusErrorException.class);
          assertThatThrownBy(() -> access.write(memory, address, 0))
              .as("%s write at 0x%x of 0x%x", access, address, size)
              .isInstanceOf(BusErrorException.class);
        }
      }
      if (last >= 0) {
        assertThat(access.read(memory, last)).as("left alone by refused writes").isEqualTo(-1);
      }
    }
  }

  @Test
  void busErrorSaysWhatWasAskedAndWhatThereIs() {
    PhysicalMemory memory = new PhysicalMemory(4096);

    assertThatThrownBy(() -> memory.readLongBigEndian(4090))
        .isInstanceOfSatisfying(
            BusErrorException.class,
            error -> {
              assertThat(error.address()).isEqualTo(4090);
              assertThat(error.length()).isEqualTo(8);
              assertThat(error.memoryBytes()).isEqualTo(4096);
            })
        .hasMessage(
            "bus error: access of 8 bytes at 0xffa, but memory has 4096 bytes (0x0 to 0xfff)");
    assertThatThrownBy(() -> memory.readByte(4096)).hasMessageContaining("access of 1 byte at");
  }

  @Test
  void rangesAreCheckedWholeBeforeAnythingMoves() {
    PhysicalMemory memory = new PhysicalMemory(CHUNK + 10);
    byte[] buffer = new byte[20];

    assertThatThrownBy(() -> memory.write(CHUNK, new byte[11], 0, 11))
        .isInstanceOf(BusErrorException.class);
    assertThatThrownBy(() -> memory.read(-1, buffer, 0, 1)).isInstanceOf(BusErrorException.class);
    assertThatThrownBy(() -> memory.copy(0, 11, CHUNK)).isInstanceOf(BusErrorException.class);
    assertThatThrownBy(() -> memory.copy(11, 0, CHUNK)).isInstanceOf(BusErrorException.class);
    assertThatThrownBy(() -> memory.fill(10, CHUNK + 1, (byte) 1))
        .isInstanceOf(BusErrorException.class);
    assertThatThrownBy(() -> memory.fnv1a(1, Long.MAX_VALUE)).isInstanceOf(BusErrorException.class);
    assertThatThrownBy(() -> memory.firstNonZero(0, CHUNK + 11))
        .isInstanceOf(BusErrorException.class);
    assertThatThrownBy(() -> memory.mismatch(0, 1, CHUNK + 10))
        .isInstanceOf(BusErrorException.class);
    assertThatThrownBy(() -> memory.read(0, buffer, 15, 6))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .isNotInstanceOf(BusErrorException.class);
    assertThatIllegalArgumentException().isThrownBy(() -> memory.fill(0, -1, (byte) 0));
    assertThat(memory.touchedBytes()).isZero();
  }

  @Test
  void emptyRangesAreAllowedUpToTheEnd() {
    PhysicalMemory memory = new PhysicalMemory(CHUNK);

    memory.fill(CHUNK, 0, (byte) 1);
    memory.copy(CHUNK, 0, 0);
    memory.write(CHUNK, new byte[0], 0, 0);

    assertThat(memory.fnv1a(CHUNK, 0)).isEqualTo(Fnv1a.OFFSET_BASIS);
    assertThat(memory.mismatch(0, CHUNK, 0)).isEqualTo(-1);
    assertThat(memory.firstNonZero(CHUNK, 0)).isEqualTo(-1);
    assertThat(memory.touchedBytes()).isZero();
  }

  @Test
  void zeroingOrCopyingUntouchedMemoryTakesNoStorage() {
    PhysicalMemory memory = new PhysicalMemory(TEBIBYTE);

    memory.fill(100, 64 * CHUNK, (byte) 0);
    memory.copy(0, TEBIBYTE / 2 + 3, 64 * CHUNK);
    assertThat(memory.mismatch(0, TEBIBYTE / 2, 64 * CHUNK)).isEqualTo(-1);
    assertThat(memory.touchedBytes()).isZero();

    memory.writeByte(3 * CHUNK, (byte) 9);
    memory.copy(5 * CHUNK, 3 * CHUNK - 1, 2);
    assertThat(memory.readByte(3 * CHUNK)).isZero();
    assertThat(memory.touchedBytes()).isEqualTo(CHUNK);
  }

  @Test
  void mismatchComparesUntouchedMemoryAsZeros() {
    PhysicalMemory memory = new PhysicalMemory(8 * CHUNK);
    memory.writeByte(CHUNK + 77, (byte) 5);

    assertThat(memory.mismatch(0, 4 * CHUNK, 2 * CHUNK)).isEqualTo(CHUNK + 77);
    assertThat(memory.mismatch(4 * CHUNK, 0, 2 * CHUNK)).isEqualTo(CHUNK + 77);
    assertThat(memory.mismatch(CHUNK + 70, 5 * CHUNK - 3, 7)).isEqualTo(-1);
    memory.writeByte(5 * CHUNK + 77, (byte) 5);
    assertThat(memory.mismatch(0, 4 * CHUNK, 2 * CHUNK)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, PhysicalMemory.MAX_BYTES + 1})
  void sizesBeyondTheArchitectureAreRefused(long size) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PhysicalMemory(size))
        .withMessageContaining("not " + size);
  }

  /** Every typed access, sign-extended to a long. */
  private enum Access {
    BYTE(1, true),
    SHORT_BIG(2, true),
    SHORT_LITTLE(2, false),
    INT_BIG(4, true),
    INT_LITTLE(4, false),
    LONG_BIG(8, true),
    LONG_LITTLE(8, false);

    private final int bytes;
    private final boolean bigEndian;

    Access(int bytes, boolean bigEndian) {
      this.bytes = bytes;
      this.bigEndian = bigEndian;
    }

    int bytes() {
      return bytes;
    }

    boolean bigEndian() {
      return bigEndian;
    }

    long read(PhysicalMemory memory, long address) {
      return switch (this) {
        case BYTE -> memory.readByte(address);
        case SHORT_BIG -> memory.readShortBigEndian(address);
        case SHORT_LITTLE -> memory.readShortLittleEndian(address);
        case INT_BIG -> memory.readIntBigEndian(address);
        case INT_LITTLE -> memory.readIntLittleEndian(address);
        case LONG_BIG -> memory.readLongBigEndian(address);
        case LONG_LITTLE -> memory.readLongLittleEndian(address);
      };
    }

    void write(PhysicalMemory memory, long address, long value) {
      switch (this) {
        case BYTE -> memory.writeByte(address, (byte) value);
        case SHORT_BIG -> memory.writeShortBigEndian(address, (short) value);
        case SHORT_LITTLE -> memory.writeShortLittleEndian(address, (short) value);
        case INT_BIG -> memory.writeIntBigEndian(address, (int) value);
        case INT_LITTLE -> memory.writeIntLittleEndian(address, (int) value);
        case LONG_BIG -> memory.writeLongBigEndian(address, value);
        case LONG_LITTLE -> memory.writeLongLittleEndian(address, value);
      }
    }
  }
}
