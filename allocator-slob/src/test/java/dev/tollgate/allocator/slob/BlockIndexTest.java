package dev.tollgate.allocator.slob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.machine.PhysicalMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which lists of free blocks, as they stand in a page, an index can stand for. */
class BlockIndexTest {

  private static final int FRAME = 3;
  private static final long PAGE = FRAME << 12;
  private static final long TIME = 7;

  private final PhysicalMemory memory = new PhysicalMemory(1 << 16);
  private final FreeBlockFormat format = new FreeBlockFormat(memory);
  private final BlockIndex index = new BlockIndex();

  /** Writes blocks {@code start:size}, each naming the next, the last naming the end. */
  private boolean read(String blocks) {
    String[] words = blocks.split(" ");
    index.begin(FRAME, PAGE + 2L * start(words[0]), 1, TIME - 1);
    for (int i = 0; i < words.length; i++) {
      int size = Integer.parseInt(words[i].substring(words[i].indexOf(':') + 1));
      int next = i + 1 < words.length ? start(words[i + 1]) : FreeBlockFormat.PAGE_UNITS;
      format.write(PAGE + 2L * start(words[i]), size, next);
    }
    return index.read(format, TIME);
  }

  private static int start(String block) {
    return Integer.parseInt(block.substring(0, block.indexOf(':')));
  }

  @ParameterizedTest
  @CsvSource({
    "0:2048",
    "0:1",
    "2047:1",
    "5:10 20:1 30:4",
    "5:10 15:3",
    "0:1 1:1 2:1",
    "100:3 2000:48",
  })
  void blocksInOrderAreTakenAsTheyStand(String blocks) {
    assertThat(read(blocks)).isTrue();

    assertThat(index.isTrueAt(TIME)).isTrue();
    assertThat(index.isTrueAt(TIME - 1)).isFalse();
    String[] words = blocks.split(" ");
    assertThat(index.count()).isEqualTo(words.length);
    for (int i = 0; i < words.length; i++) {
      assertThat(index.start(i) + ":" + index.size(i)).isEqualTo(words[i]);
      assertThat(index.next(i)).isEqualTo(i + 1 < words.length ? start(words[i + 1]) : 2048);
      assertThat(index.rank(index.start(i))).isEqualTo(i);
      assertThat(index.rank(index.start(i) + 1)).isEqualTo(i + 1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "20:5 10:5", // backwards
    "10:5 14:2", // one inside the other
    "0:2 2040:9", // leaves the page
    "5:2049",
  })
  void blocksOutOfOrderAreNot(String blocks) {
    assertThat(read(blocks)).isFalse();

    assertThat(index.isTrueAt(TIME)).isFalse();
    assertThat(index.isTrueAt(TIME - 1)).isFalse();
  }

  @Test
  void aBlockOfNoSizeIsOutOfOrder() {
    index.begin(FRAME, PAGE + 20, 1, TIME - 1);
    memory.writeIntLittleEndian(PAGE + 20, FreeBlockFormat.PAGE_UNITS << 16);

    assertThat(index.read(format, TIME)).isFalse();
  }

  @Test
  void aListThatEndsAtThePagesOwnBeginningIsOutOfOrder() {
    index.begin(FRAME, PAGE + 20, 1, TIME - 1);
    format.write(PAGE + 20, 5, 0);

    assertThat(index.read(format, TIME)).isFalse();
    assertThat(index.isTrueAt(TIME)).isFalse();
  }

  @Test
  void aListThatEndsBehindThePageIsOutOfOrder() {
    index.begin(FRAME, PAGE + 20, 1, TIME - 1);
    format.write(PAGE + 20, 5, 2 * FreeBlockFormat.PAGE_UNITS);

    assertThat(index.read(format, TIME)).isFalse();
  }

  @Test
  void aListThatBeginsAtThePagesEndHasNoBlock() {
    index.begin(FRAME, PAGE, 1, TIME - 1);
    index.setFreelist(PAGE + PhysicalMemory.FRAME_BYTES);
    format.write(PAGE + PhysicalMemory.FRAME_BYTES, 5, 2048);

    assertThat(index.read(format, TIME)).isFalse();
  }

  @Test
  void whatIsDistrustedIsTrueAtNoTime() {
    assertThat(read("5:10 20:1")).isTrue();
    index.distrust();

    assertThat(index.isTrueAt(TIME)).isFalse();
  }
}
