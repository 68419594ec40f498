package dev.tollgate.core.iommu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches that end in the middle of a table, as those of a table divided into pools. */
class FreeAreaSearchTest {

  @ParameterizedTest
  @ValueSource(ints = {2, 64, 65, 130, 1000, 4096, 8200})
  void searchesWithAnyEndFindAndCountWhatTheSlowModelDoes(int entries) {
    for (int seed = 0; seed < 20; seed++) {
      compare(entries, new SplittableRandom(17L * entries + seed));
    }
  }

  private static void compare(int entries, SplittableRandom random) {
    EntryBitmap bitmap = new EntryBitmap(entries);
    LookByLookAllocator model = new LookByLookAllocator(entries);
    int[] limits = new int[3];
    List<FreeAreaSearch> searches = new ArrayList<>();
    for (int i = 0; i < limits.length; i++) {
      limits[i] = random.nextInt(entries + 1);
      searches.add(new FreeAreaSearch(bitmap, limits[i]));
    }
    int largest = 1 + random.nextInt(Math.min(200, entries));
    for (int step = 0; step < 1000; step++) {
      int count = 1 + random.nextInt(largest);
      if (random.nextInt(3) == 0) {
        int first = random.nextInt(entries - Math.min(count, entries) + 1);
        int length = Math.min(count, entries - first);
        assertThat(bitmap.clear(first, length)).isEqualTo(model.free(first, length));
        continue;
      }
      int which = random.nextInt(limits.length);
      int start = random.nextInt(limits[which] + 1);
      long alignMask = random.nextInt(4) == 0 ? (1L << random.nextInt(7)) - 1 : 0;
      long boundary = random.nextInt(3) == 0 ? 1L << random.nextInt(12) : Long.MAX_VALUE;
      model.limit = limits[which];
      long expected = model.take(start, count, alignMask, boundary);
      int area = searches.get(which).find(start, count, alignMask, boundary);
      assertThat(area).as("step %d", step).isEqualTo((int) expected);
      assertThat(searches.get(which).takeWordsScanned())
          .as("step %d", step)
          .isEqualTo(model.wordsScanned);
      model.wordsScanned = 0;
      if (area >= 0) {
        assertThat(bitmap.nextFree(area, area + count)).isEqualTo(area);
        assertThat(bitmap.nextUsed(area, area + count)).isEqualTo(area + count);
        assertThat(bitmap.set(area, count)).isEqualTo(count);
        assertThat(bitmap.nextFree(area, area + count)).isEqualTo(area + count);
        assertThat(bitmap.nextUsed(area, area + count)).isEqualTo(area);
      }
    }
    assertThat(bitmap.count()).isEqualTo(model.used());
  }
}
