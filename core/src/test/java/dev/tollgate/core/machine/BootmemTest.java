package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BootmemTest {

  private static final long FRAMES = 64;
  private static final long FRAME = 4096;
  private static final long MAP = 8 * FRAME;

  private final PhysicalMemory memory = new PhysicalMemory(FRAMES * FRAME);
  private final Bootmem bootmem = new Bootmem(memory, MAP, FRAMES);

  @ParameterizedTest
  @CsvSource({"1, 4", "8, 4", "32, 4", "33, 8", "512, 64", "1024, 128"})
  void theBitmapIsWholeWordsOfABitAFrame(long frames, long bytes) {
    assertThat(Bootmem.mapBytes(frames)).isEqualTo(bytes);
  }

  @Test
  void everythingIsTakenAtFirstInTheBitmapInMemory() {
    assertThat(bootmem.freeFrames()).isZero();
    assertThat(memory.readIntLittleEndian(MAP)).isEqualTo(-1);

    bootmem.free(0, 10 * FRAME);

    assertThat(bootmem.freeFrames()).isEqualTo(10);
    assertThat(memory.readIntLittleEndian(MAP)).isEqualTo(0xfffffc00);
  }

  @Test
  void onlyWholeFramesAreFreed() {
    bootmem.free(100, 3 * FRAME);

    assertThat(bootmem.freeFrames()).isEqualTo(2);
    assertThat(bootmem.isTaken(0)).isTrue();
    assertThat(bootmem.isTaken(3)).isTrue();
    assertThatThrownBy(() -> bootmem.free(FRAME, FRAME))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("bootmem: frame 1 is free already");
  }

  @Test
  void everyFrameThatIsTouchedIsReserved() {
    bootmem.free(0, FRAMES * FRAME);

    bootmem.reserve("image", FRAME + 4000, 200);
    bootmem.reserve("again", 2 * FRAME, 1);

    assertThat(bootmem.freeFrames()).isEqualTo(FRAMES - 2);
    assertThat(bootmem.reservedTwice()).isEqualTo(1);
    assertThatThrownBy(() -> bootmem.reserve("far", FRAMES * FRAME - 1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("far: 2 bytes");
  }

  @Test
  void smallRequestsShareAFrame() {
    bootmem.free(0, FRAMES * FRAME);
    bootmem.reserve("zero", 0, FRAME);

    assertThat(bootmem.allocate("a", 28, 32, 0)).isEqualTo(FRAME);
    assertThat(bootmem.allocate("b", 28, 32, 0)).isEqualTo(FRAME + 32);
    assertThat(bootmem.allocate("c", 4000, 32, 0)).isEqualTo(FRAME + 64);

    assertThat(bootmem.freeFrames()).isEqualTo(FRAMES - 2);
  }

  @Test
  void aRequestGoesOnFromTheRestOfAFrameIntoTheNext() {
    bootmem.free(0, FRAMES * FRAME);
    bootmem.allocate("a", 4000, 32, 0);

    assertThat(bootmem.allocate("b", 4096, 32, 0)).isEqualTo(4000);
    assertThat(bootmem.freeFrames()).isEqualTo(FRAMES - 2);
    assertThat(bootmem.allocate("c", 96, 32, 0)).as("just fills it").isEqualTo(FRAME + 4000);
    assertThat(bootmem.freeFrames()).isEqualTo(FRAMES - 2);
    assertThat(bootmem.allocate("d", 1, 1, 0)).as("nothing left to share").isEqualTo(2 * FRAME);
  }

  @Test
  void aRestIsSharedOnlyIfTheNextFrameIsTheOneFound() {
    bootmem.free(0, FRAMES * FRAME);
    bootmem.reserve("wall", 2 * FRAME, FRAME);
    bootmem.allocate("a", 100, 32, FRAME);

    assertThat(bootmem.allocate("b", 28, 32, 0)).as("frame 0 is lower").isZero();
    assertThat(bootmem.allocate("c", 28, 32, 0)).as("next free is 3, not 1").isEqualTo(3 * FRAME);
  }

  @Test
  void theSearchBeginsAtTheGoalAndThenAtTheBottom() {
    bootmem.free(0, 4 * FRAME);

    assertThat(bootmem.allocate("high", 1, 1, 3 * FRAME)).isEqualTo(3 * FRAME);
    assertThat(bootmem.allocate("low", 2 * FRAME, FRAME, 3 * FRAME)).isZero();
    assertThat(bootmem.allocate("none", 2 * FRAME, FRAME, 0)).isEqualTo(BootMemory.NO_ADDRESS);
  }

  @Test
  void theAuditListKeepsOrderOwnerAndBytes() {
    bootmem.free(0, FRAMES * FRAME);
    bootmem.reserve("zero", 0, FRAME);
    bootmem.allocate("resource", 28, 32, 0);

    assertThat(bootmem.claims())
        .containsExactly(new BootClaim("zero", 0, FRAME), new BootClaim("resource", FRAME, 28));
  }

  @Test
  void thePageAllocatorGetsTheFramesThatAreFree() {
    bootmem.free(0, FRAMES * FRAME);
    bootmem.reserve("zero", 0, FRAME);
    bootmem.reserve("image", 10 * FRAME, 5 * FRAME + 1);
    bootmem.reserve("top", (FRAMES - 1) * FRAME, FRAME);
    BootMemory machine = new BootMemory();
    machine.add(0, FRAMES * FRAME);
    machine.reserve("table", 20 * FRAME, FRAME);

    bootmem.handOver(machine);
    BuddyPageAllocator pages = new BuddyPageAllocator(FRAMES);

    assertThat(machine.handOver(pages)).isEqualTo(FRAMES - 9);
    assertThat(bootmem.freeFrames()).as("the table is unknown here").isEqualTo(FRAMES - 8);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void requestsNeverOverlapAndTakeNoFrameThatTheyDoNotTouch(long seed) {
    Random random = new Random(seed);
    bootmem.free(0, FRAMES * FRAME);
    bootmem.reserve("map", MAP, Bootmem.mapBytes(FRAMES));
    BitSet bytes = new BitSet();
    BitSet frames = new BitSet();
    frames.set((int) (MAP / FRAME));
    for (int i = 0; i < 200; i++) {
      long size = 1L + random.nextInt(random.nextBoolean() ? 200 : 6000);
      long alignment = 1L << random.nextInt(13);
      long goal = random.nextInt(3) == 0 ? random.nextInt((int) (FRAMES * FRAME)) : 0;
      long address = bootmem.allocate("a", size, alignment, goal);
      if (address == BootMemory.NO_ADDRESS) {
        continue;
      }
      assertThat(address % alignment).isZero();
      assertThat(bytes.get((int) address, (int) (address + size)).isEmpty()).isTrue();
      bytes.set((int) address, (int) (address + size));
      frames.set((int) (address / FRAME), (int) ((address + size - 1) / FRAME) + 1);
    }
    assertThat(bootmem.freeFrames()).isEqualTo(FRAMES - frames.cardinality());
    assertThat(frames.cardinality()).isGreaterThan(20);
  }

  @Test
  void impossibleRequestsAreProgrammingErrors() {
    assertThatThrownBy(() -> bootmem.allocate("none", 0, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("none asks for 0 bytes aligned to 1");
    assertThatThrownBy(() -> bootmem.allocate("wide", 1, 2 * FRAME, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
