package dev.tollgate.hypervisor.xen.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.machine.PhysicalMemory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordTableTest {

  private static final int WORDS = 2 * WordTable.WORDS_PER_FRAME + 3;

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 0x0101_0101_0101_0101L, 0x8080_8080_8080_8080L, 1, -2, 0x80})
  void fillingStoresTheSameWordEverywhereAndNothingBehindTheLast(long value) {
    PhysicalMemory memory = new PhysicalMemory(16 * PhysicalMemory.FRAME_BYTES);
    memory.fill(0, memory.size(), (byte) 0x55);
    WordTable words = new WordTable(memory, new long[] {7, 3, 9}, WORDS);

    words.fill(value);

    for (int i = 0; i < WORDS; i++) {
      assertThat(words.get(i)).isEqualTo(value);
    }
    assertThat(memory.readByte(words.addressOf(WORDS - 1) + Long.BYTES)).isEqualTo((byte) 0x55);
    assertThat(memory.readByte((7L << 12) - 1)).isEqualTo((byte) 0x55);
    assertThat(memory.readByte(8L << 12)).isEqualTo((byte) 0x55);
  }
}
