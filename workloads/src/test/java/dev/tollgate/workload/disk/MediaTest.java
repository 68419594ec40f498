package dev.tollgate.workload.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.machine.SimulatedClock;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MediaTest {

  private static final long MILLISECOND = SimulatedClock.MILLISECOND;
  private static final long MICROSECOND = SimulatedClock.MICROSECOND;

  private static DiskArray array(int spindles, long buffer, boolean isVolatile) {
    return new DiskArray(
        new DiskArray.Geometry(
            spindles,
            128 << 10,
            100L << 30,
            4 * MILLISECOND,
            MILLISECOND / 2,
            7 * MILLISECOND,
            100_000_000,
            256 << 10,
            buffer,
            isVolatile,
            100 * MICROSECOND));
  }

  private static FlashArray flash(long buffer) {
    return new FlashArray(
        new FlashArray.Geometry(
            2,
            2,
            16 << 10,
            1L << 40,
            60 * MICROSECOND,
            700 * MICROSECOND,
            400_000_000,
            buffer,
            false,
            10 * MICROSECOND));
  }

  @Test
  void oneDiskReadsInOrderAtTheRateOfItsMedia() {
    DiskArray disk = array(1, 1 << 20, false);
    long now = 0;
    long start = disk.read(0, 256, now);
    now = start;
    for (int i = 1; i <= 80; i++) {
      now = disk.read(256L * i, 256, now);
    }
    long seconds = (80L * 131_072) * 10_000; // 100 MB/s: 10 ns a byte
    assertThat(now - start).isBetween(seconds * 98 / 100, seconds * 110 / 100);
  }

  @Test
  void randomReadsSeekAndWaitForTheSector() {
    DiskArray disk = array(1, 1 << 20, false);
    SplittableRandom random = new SplittableRandom(1);
    long now = 0;
    int reads = 2000;
    for (int i = 0; i < reads; i++) {
      long done = disk.read(random.nextLong(disk.sectors() / 8 - 8) * 8, 8, now);
      assertThat(done - now).isLessThan(12 * MILLISECOND);
      now = done;
    }
    // On average a seek of a good half of the way up to the longest, and half a turn.
    assertThat(now / reads).isBetween(5 * MILLISECOND, 7 * MILLISECOND);
    assertThat(disk.seeks()).isEqualTo(reads);
  }

  @Test
  void moreDisksServeMoreReadsAtOnce() {
    SplittableRandom random = new SplittableRandom(1);
    long[] sectors = random.longs(960, 0, 100L << 30 >> 12).map(block -> block * 8).toArray();
    DiskArray one = array(1, 1 << 20, false);
    DiskArray twelve = array(12, 1 << 20, false);
    long slow = 0;
    long fast = 0;
    for (long sector : sectors) {
      slow = Math.max(slow, one.read(sector, 8, 0));
      fast = Math.max(fast, twelve.read(sector, 8, 0));
    }
    assertThat(slow / fast).isBetween(8L, 13L);
  }

  @Test
  void writesEndInTheBufferUntilItIsFull() {
    DiskArray disk = array(1, 1 << 20, false);
    for (int i = 0; i < 8; i++) {
      assertThat(disk.write(256L * 1000 * i, 256, 0)).isEqualTo(100 * MICROSECOND);
    }
    assertThat(disk.write(256L * 9000, 256, 0)).isGreaterThan(MILLISECOND);
  }

  @Test
  void theBufferEmptiesWhileTheDiskHasTime() {
    DiskArray disk = array(1, 1 << 20, false);
    for (int i = 0; i < 8; i++) {
      disk.write(256L * 1000 * i, 256, 0);
    }
    long later = SimulatedClock.SECOND;
    assertThat(disk.write(256L * 9000, 256, later)).isEqualTo(later + 100 * MICROSECOND);
  }

  @Test
  void onlyAVolatileBufferMustBeFlushed() {
    DiskArray safe = array(1, 1 << 20, false);
    DiskArray lost = array(1, 1 << 20, true);
    safe.write(0, 256, 0);
    lost.write(0, 256, 0);

    assertThat(safe.flush(0)).isEqualTo(100 * MICROSECOND);
    assertThat(lost.flush(0)).isGreaterThan(MILLISECOND);
    assertThat(lost.flush(SimulatedClock.SECOND))
        .isEqualTo(SimulatedClock.SECOND + 100 * MICROSECOND);
  }

  @Test
  void aFlashPageTakesItsReadItsTransferAndTheOverhead() {
    // 4096 bytes at 400 MB/s are 10.24 us.
    assertThat(flash(1 << 20).read(0, 8, 0)).isEqualTo(80_240_000);
  }

  @Test
  void pagesOfOneDieWaitForEachOtherThoseOfOthersForTheChannel() {
    FlashArray disk = flash(1 << 20);
    long page = 32; // sectors of 16 KiB
    assertThat(disk.read(0, 8, 0)).isEqualTo(80_240_000);
    assertThat(disk.read(page, 8, 0)).isEqualTo(80_240_000); // die 1, the other channel
    assertThat(disk.read(2 * page, 8, 0)).isEqualTo(90_480_000); // die 2, channel of die 0
    assertThat(disk.read(4 * page, 8, 0)).isEqualTo(140_240_000); // die 0 again
  }

  @Test
  void flashWritesSlowDownToTheRateOfProgramming() {
    FlashArray disk = flash(1 << 20);
    long now = 0;
    int pages = 4096;
    for (int i = 0; i < pages; i++) {
      now = disk.write(32L * i, 32, now);
    }
    long programming = pages / 4 * 700L * MICROSECOND;
    assertThat(now).isBetween(programming * 90 / 100, programming * 105 / 100);
  }
}
