package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootMemoryTest {

  private static final long NO_LIMIT = Long.MAX_VALUE;

  private final BootMemory boot = new BootMemory();

  @Test
  void takesTheHighestAddressThatFits() {
    boot.add(0, 1 << 20);

    assertThat(boot.allocate("a", 100, 1, NO_LIMIT)).isEqualTo((1 << 20) - 100);
    assertThat(boot.allocate("b", 100, 64, NO_LIMIT)).isEqualTo((1 << 20) - 256);
    assertThat(boot.allocate("c", 4096, 4096, NO_LIMIT)).isEqualTo((1 << 20) - 8192);
    assertThat(boot.allocate("d", 28, 1, NO_LIMIT))
        .as("gap between b and a")
        .isEqualTo((1 << 20) - 128);
    assertThat(boot.reservedBytes()).isEqualTo(100 + 100 + 4096 + 28);
    assertThat(boot.presentBytes()).isEqualTo(1 << 20);
  }

  @Test
  void staysBelowTheLimitAndAboveFrameZero() {
    boot.add(0, 1 << 20);

    assertThat(boot.allocate("dma", 4096, 4096, 16384)).isEqualTo(12288);
    assertThat(boot.allocate("dma", 8192, 4096, 16384)).isEqualTo(4096);
    assertThat(boot.allocate("dma", 1, 1, 16384)).isEqualTo(BootMemory.NO_ADDRESS);
    assertThat(boot.allocate("dma", 1, 1, 100)).isEqualTo(BootMemory.NO_ADDRESS);
    assertThat(boot.allocate("dma", 1, 1, 0)).isEqualTo(BootMemory.NO_ADDRESS);
    assertThat(boot.allocate("odd", 16, 1, 16385)).isEqualTo(BootMemory.NO_ADDRESS);
    assertThat(boot.allocate("odd", 16, 1, 16400)).isEqualTo(16384);
  }

  @Test
  void holesAndReservationsAreNeverGivenOut() {
    boot.add(0, 0xa0000);
    boot.add(0x100000, 0x100000);
    boot.reserve("kernel", 0x180000, 0x80000);

    assertThat(boot.allocate("x", 0x40000, 1, NO_LIMIT)).isEqualTo(0x140000);
    assertThat(boot.allocate("y", 0x50000, 1, NO_LIMIT)).isEqualTo(0x50000);
    assertThat(boot.allocate("z", 0x50000, 1, NO_LIMIT)).isEqualTo(BootMemory.NO_ADDRESS);
    assertThat(boot.freeRanges())
        .containsExactly(new MemoryRange(0, 0x50000), new MemoryRange(0x100000, 0x40000));
  }

  @Test
  void theAuditListTellsWhoTookWhatInOrder() {
    boot.add(0, 1 << 20);
    boot.reserve("kernel", 0x1000, 0x2345);
    long map = boot.allocate("mem_map", 3000, 64, NO_LIMIT);
    boot.allocate("too much", 1 << 21, 1, NO_LIMIT);
    boot.free(map, 3000);

    assertThat(boot.claims())
        .containsExactly(
            new BootClaim("kernel", 0x1000, 0x2345), new BootClaim("mem_map", map, 3000));
    assertThat(boot.reservedBytes()).isEqualTo(0x2345);
  }

  @Test
  void reservationsMayOverlapAndLieOutsideMemory() {
    boot.add(0x1000, 0x3000);
    boot.reserve("image", 0, 0x2000);
    boot.reserve("table", 0x1800, 0x1000);

    assertThat(boot.reservedBytes()).isEqualTo(0x2800);
    assertThat(boot.freeRanges()).containsExactly(new MemoryRange(0x2800, 0x1800));
  }

  @Test
  void freedBytesAreTakenAgain() {
    boot.add(0, 0x10000);
    long all = boot.allocate("all", 0xf000, 1, NO_LIMIT);
    boot.free(all + 0x100, 0x10);

    assertThat(boot.allocate("some", 0x10, 1, NO_LIMIT)).isEqualTo(all + 0x100);
    assertThatIllegalStateException()
        .isThrownBy(() -> boot.free(0, 0x1001))
        .withMessage("boot memory: 4097 bytes at 0x0 are freed but not all taken");
  }

  @Test
  void wholeFreeFramesGoToThePageAllocator() {
    boot.add(0, 0x10000);
    boot.add(0x20800, 0x1000);
    boot.add(0x30800, 0x1800);
    boot.reserve("head", 0x1000, 1);
    boot.reserve("middle", 0x7fff, 2);
    PageAllocator pages = new FirstFitPageAllocator(64);

    assertThat(boot.handOver(pages)).isEqualTo(14);

    assertThat(pages.totalFrames()).isEqualTo(14);
    BitSet frames = new BitSet();
    for (long frame = pages.allocate(0); frame >= 0; frame = pages.allocate(0)) {
      frames.set((int) frame);
    }
    assertThat(frames.stream()).containsExactly(0, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 15, 0x31);
    assertThatIllegalStateException().isThrownBy(() -> boot.allocate("late", 1, 1, NO_LIMIT));
    assertThatIllegalStateException().isThrownBy(() -> boot.handOver(pages));
    assertThat(boot.claims()).hasSize(2);
  }

  @Test
  void impossibleRequestsAreRefused() {
    boot.add(0, 0x10000);

    assertThatIllegalArgumentException().isThrownBy(() -> boot.allocate("x", 0, 1, NO_LIMIT));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> boot.allocate("x", 8, 3, NO_LIMIT))
        .withMessage("x asks for 8 bytes aligned to 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> boot.allocate("x", 8, Long.MIN_VALUE, NO_LIMIT));
    assertThatIllegalArgumentException().isThrownBy(() -> boot.reserve("x", -1, 8));
    assertThatIllegalArgumentException().isThrownBy(() -> boot.add(8, Long.MAX_VALUE));
    assertThat(boot.allocate("huge", Long.MAX_VALUE, 1, NO_LIMIT)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void answersLikeASearchByteByByte(long seed) {
    Random random = new Random(seed);
    int size = 12_000;
    BitSet free = new BitSet();
    for (int i = 0; i < 6; i++) {
      int start = random.nextInt(size);
      int bytes = 1 + random.nextInt(3000);
      boot.add(start, bytes);
      free.set(start, start + bytes);
    }
    int found = 0;
    for (int step = 0; step < 400; step++) {
      int bytes = 1 + random.nextInt(80);
      int alignment = 1 << random.nextInt(8);
      int below = 4096 + random.nextInt(size);
      long expected = highestFit(free, bytes, alignment, below);
      assertThat(boot.allocate("x", bytes, alignment, below)).isEqualTo(expected);
      if (expected >= 0) {
        free.clear((int) expected, (int) expected + bytes);
        found++;
      }
    }
    assertThat(found).isGreaterThan(20);
    assertThat(boot.freeRanges().stream().mapToLong(MemoryRange::bytes).sum())
        .isEqualTo(free.cardinality());
  }

  private static long highestFit(BitSet free, int bytes, int alignment, int below) {
    for (int start = below - bytes; start >= 4096; start--) {
      if (start % alignment == 0 && free.nextClearBit(start) >= start + bytes) {
        return start;
      }
    }
    return -1;
  }
}
