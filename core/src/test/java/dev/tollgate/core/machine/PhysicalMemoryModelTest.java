package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random accesses to memory and to a plain array must see the same bytes. */
class PhysicalMemoryModelTest {

  private static final int CHUNK = 2 << 20;
  private static final int SIZE = 3 * CHUNK + 777;

  private final PhysicalMemory memory = new PhysicalMemory(SIZE);
  private final byte[] model = new byte[SIZE];

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void memoryAnswersLikeAnArray(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < 4000; step++) {
      int length = random.nextInt(8) == 0 ? random.nextInt(CHUNK + 5000) : random.nextInt(300);
      int first = place(random, length);
      int second = random.nextBoolean() ? place(random, length) : near(random, first, length);
      switch (random.nextInt(8)) {
        case 0 -> writeRange(random, first, length);
        case 1 -> readRange(first, length);
        case 2 -> {
          memory.copy(first, second, length);
          System.arraycopy(model, first, model, second, length);
        }
        case 3 -> {
          byte value = (byte) random.nextInt(3);
          memory.fill(first, length, value);
          Arrays.fill(model, first, first + length, value);
        }
        case 4 ->
            assertThat(memory.mismatch(first, second, length))
                .isEqualTo(
                    Arrays.mismatch(model, first, first + length, model, second, second + length));
        case 5 ->
            assertThat(memory.fnv1a(first, length))
                .isEqualTo(Fnv1a.update(Fnv1a.OFFSET_BASIS, model, first, length));
        case 6 ->
            assertThat(memory.firstNonZero(first, length))
                .isEqualTo(
                    Arrays.mismatch(model, first, first + length, new byte[length], 0, length));
        default -> typed(random);
      }
    }
    byte[] all = new byte[SIZE];
    memory.read(0, all, 0, SIZE);
    assertThat(Arrays.mismatch(all, model)).isEqualTo(-1);
  }

  /** A start with room for {@code length} bytes, often such that the range meets a chunk's edge. */
  private static int place(Random random, int length) {
    int edge = CHUNK * random.nextInt(4);
    int start =
        random.nextBoolean()
            ? random.nextInt(SIZE - length + 1)
            : edge - random.nextInt(length + 2) + random.nextInt(2);
    return Math.max(0, Math.min(start, SIZE - length));
  }

  /** A start not far from {@code first}, so that two ranges overlap. */
  private static int near(Random random, int first, int length) {
    int start = first + random.nextInt(2 * length + 1) - length;
    return Math.max(0, Math.min(start, SIZE - length));
  }

  private void writeRange(Random random, int address, int length) {
    byte[] bytes = new byte[length + 3];
    random.nextBytes(bytes);
    memory.write(address, bytes, 2, length);
    System.arraycopy(bytes, 2, model, address, length);
  }

  private void readRange(int address, int length) {
    byte[] bytes = new byte[length + 2];
    Arrays.fill(bytes, (byte) 0x5a);
    memory.read(address, bytes, 1, length);
    assertThat(Arrays.mismatch(bytes, 1, length + 1, model, address, address + length))
        .isEqualTo(-1);
    assertThat(bytes[0]).isEqualTo((byte) 0x5a);
    assertThat(bytes[length + 1]).isEqualTo((byte) 0x5a);
  }

  private void typed(Random random) {
    int address = place(random, 8);
    long value = random.nextLong();
    ByteBuffer big = ByteBuffer.wrap(model).order(ByteOrder.BIG_ENDIAN);
    ByteBuffer little = ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN);
    switch (random.nextInt(6)) {
      case 0 -> {
        memory.writeLongBigEndian(address, value);
        big.putLong(address, value);
      }
      case 1 -> {
        memory.writeIntLittleEndian(address, (int) value);
        little.putInt(address, (int) value);
      }
      case 2 -> {
        assertThat(memory.exchangeLongBigEndian(address, value)).isEqualTo(big.getLong(address));
        big.putLong(address, value);
      }
      case 3 -> {
        assertThat(memory.exchangeIntBigEndian(address, (int) value))
            .isEqualTo(big.getInt(address));
        big.putInt(address, (int) value);
      }
      case 4 -> {
        memory.writeShortBigEndian(address, (short) value);
        big.putShort(address, (short) value);
      }
      default -> {
        memory.writeByte(address, (byte) value);
        model[address] = (byte) value;
      }
    }
    assertThat(memory.readLongLittleEndian(address)).isEqualTo(little.getLong(address));
    assertThat(memory.readIntBigEndian(address)).isEqualTo(big.getInt(address));
    assertThat(memory.readShortLittleEndian(address)).isEqualTo(little.getShort(address));
    assertThat(memory.readByte(address)).isEqualTo(model[address]);
  }
}
