package dev.tollgate.core.iommu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with a slow model under random sequences, counted words included. */
class NextFitBitmapModelTest {

  private record Area(long first, int count) {}

  /** Table sizes around words, groups of words, and the smallest. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        1, 2, 3, 63, 64, 65, 66, 127, 128, 129, 130, 200, 1000, 4096, 4097, 4161, 8193, 12352
      })
  void behavesAsTheSlowModel(int entries) {
    for (int seed = 0; seed < 12; seed++) {
      new Sequence(entries, new SplittableRandom(31L * entries + seed)).run(1500);
    }
  }

  private static final class Sequence {
    final int entries;
    final SplittableRandom random;
    final NextFitBitmap bitmap;
    final LookByLookAllocator model;
    final List<Area> live = new ArrayList<>();
    final int largest;
    final int percentTaking;

    Sequence(int entries, SplittableRandom random) {
      this.entries = entries;
      this.random = random;
      this.bitmap = new NextFitBitmap(entries);
      this.model = new LookByLookAllocator(entries);
      this.largest = 1 + random.nextInt(random.nextBoolean() ? 6 : Math.min(300, entries + 3));
      this.percentTaking = 45 + random.nextInt(50);
    }

    void run(int steps) {
      if (random.nextBoolean()) {
        reserve();
      }
      if (random.nextBoolean()) {
        riddle();
      }
      for (int step = 0; step < steps; step++) {
        if (random.nextInt(100) < percentTaking) {
          take(step);
        } else if (!live.isEmpty()) {
          give();
        }
        assertThat(bitmap.hint()).isEqualTo(model.hint);
        assertThat(bitmap.used()).isEqualTo(model.used());
      }
      assertThat(bitmap.usedPeak()).isEqualTo(model.usedPeak);
      assertThat(bitmap.reserved()).isEqualTo(model.reserved());
      assertThat(bitmap.isConsistent()).isTrue();
      for (int entry = 0; entry < entries; entry++) {
        assertThat(bitmap.isUsed(entry)).isEqualTo(model.isUsed(entry));
      }
    }

    private void take(int step) {
      int count = 1 + random.nextInt(largest);
      long alignMask = random.nextInt(4) == 0 ? (1L << random.nextInt(9)) - 1 : 0;
      long boundary = random.nextInt(3) == 0 ? 1L << random.nextInt(14) : NextFitBitmap.NO_BOUNDARY;
      boolean fromStart = random.nextInt(5) == 0;
      long expected = model.take(fromStart ? 0 : model.hint, count, alignMask, boundary);
      long actual =
          fromStart
              ? bitmap.fromStart(count, alignMask, boundary)
              : bitmap.next(count, alignMask, boundary);
      assertThat(actual).as("step %d", step).isEqualTo(expected);
      assertThat(bitmap.takeWordsScanned()).as("step %d", step).isEqualTo(model.wordsScanned);
      model.wordsScanned = 0;
      if (actual >= 0) {
        live.add(new Area(actual, count));
      }
    }

    private void give() {
      int chosen = random.nextInt(live.size());
      Area area = live.set(chosen, live.get(live.size() - 1));
      live.remove(live.size() - 1);
      assertThat(bitmap.free(area.first, area.count)).isEqualTo(area.count);
      model.free((int) area.first, area.count);
    }

    private void reserve() {
      long first = random.nextInt(entries + 10) - 5L;
      long count = random.nextInt(entries);
      assertThat(bitmap.reserve(first, count)).isEqualTo(model.reserve(first, count));
    }

    /**
     * Takes everything and gives back single entries and short runs: many holes, few that serve.
     */
    private void riddle() {
      while (bitmap.next(1, 0, NextFitBitmap.NO_BOUNDARY) >= 0) {
        model.take(model.hint, 1, 0, NextFitBitmap.NO_BOUNDARY);
      }
      bitmap.takeWordsScanned();
      model.wordsScanned = 0;
      int hole = 1 + random.nextInt(40);
      int wall = 1 + random.nextInt(70);
      for (int entry = 0; entry < entries - 1; entry += 1 + random.nextInt(wall)) {
        int length = Math.min(1 + random.nextInt(hole), entries - 1 - entry);
        int freed = 0;
        for (int i = entry; i < entry + length; i++) {
          if (model.isUsed(i) && model.free(i, 1) == 1) {
            freed += bitmap.free(i, 1);
          }
        }
        assertThat(freed).isBetween(0, length);
        entry += length;
      }
    }
  }
}
