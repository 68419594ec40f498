package dev.tollgate.iommu.dart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.spi.IovaAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The allocator with pools: which pool a search begins in, and where it goes on. */
class PoolAllocatorTest {

  private static final long NONE = IovaAllocator.NONE;

  /** 1 GiB of bus addresses: four pools of 49152 pages, and 65536 for large runs. */
  private static final int FOUR_POOLS = 1 << 18;

  private static final int POOL = 49_152;
  private static final int LARGE = 4 * POOL;

  @Test
  void smallRunsComeFromTheFirstPoolLargeOnesFromTheTopQuarter() {
    Dart dart = with(FOUR_POOLS);
    assertThat(allocate(dart, 1)).as("page 0 is reserved").isEqualTo(1);
    assertThat(allocate(dart, 15)).isEqualTo(2);
    assertThat(allocate(dart, 16)).isEqualTo(LARGE);
    assertThat(allocate(dart, 1)).isEqualTo(17);
  }

  @Test
  void aTableOfLessThanAGibHasOnePoolForSmallRuns() {
    Dart dart = with(4096);
    assertThat(allocate(dart, 16)).isEqualTo(3072);
    fillWholePool(dart, 3070);
    assertThat(allocate(dart, 1)).isEqualTo(NONE);
    assertThat(retry(dart, 1)).as("the large pool").isEqualTo(3088);
  }

  @Test
  void aSmallSearchGoesThroughThePoolsInTurnAndAtLastToTheLargeOne() {
    Dart dart = with(FOUR_POOLS);
    fillWholePool(dart, POOL - 2); // page 0 and the last page of a pool are not found
    for (int pool = 1; pool <= 3; pool++) {
      assertThat(allocate(dart, 1)).isEqualTo(NONE);
      assertThat(retry(dart, 1)).isEqualTo((long) pool * POOL);
      dart.driver().allocator().pages().take(pool * POOL + 1, POOL - 2);
    }
    assertThat(allocate(dart, 1)).isEqualTo(NONE);
    assertThat(retry(dart, 1)).isEqualTo(LARGE);
    assertThat(dart.iova().free(5, 1)).isTrue();
    assertThat(allocate(dart, 1)).as("the hint went back to the start").isEqualTo(5);
  }

  @Test
  void aLargeSearchGoesOnInTheSmallPoolsFromTheSecondToTheFirst() {
    Dart dart = with(FOUR_POOLS);
    assertThat(allocate(dart, 40_000)).isEqualTo(LARGE);
    assertThat(allocate(dart, 40_000)).isEqualTo(NONE);
    assertThat(retry(dart, 40_000)).isEqualTo(POOL);
    for (int pool : new int[] {2, 3, 0}) {
      assertThat(allocate(dart, 40_000)).isEqualTo(NONE);
      assertThat(retry(dart, 40_000)).isEqualTo(pool == 0 ? 1 : (long) pool * POOL);
    }
    assertThat(allocate(dart, 40_000)).isEqualTo(NONE);
    assertThat(retry(dart, 40_000)).isEqualTo(NONE);
    assertThat(dart.driver().allocator().locks()).noneMatch(lock -> lock.isHeld());
  }

  @Test
  void eachPoolSearchedTakesItsLock() {
    Dart dart = with(FOUR_POOLS);
    assertThat(allocate(dart, 60_000)).isEqualTo(LARGE);
    long before = locks(dart);
    assertThat(allocate(dart, 60_000)).isEqualTo(NONE);
    assertThat(dart.driver().allocator().locks()).anyMatch(lock -> lock.isHeld());
    assertThat(retry(dart, 60_000)).isEqualTo(NONE);
    assertThat(locks(dart) - before).as("large, 1, 2, 3, 0, large").isEqualTo(6);
    assertThat(dart.iova().free(LARGE, 60_000)).isTrue();
    assertThat(locks(dart) - before).isEqualTo(7);
    dart.iommu.check();
  }

  @Test
  void pagesGivenBackBetweenTwoSearchesAreGivenBackUnderTheirLock() {
    Dart dart = with(FOUR_POOLS);
    assertThat(allocate(dart, 60_000)).isEqualTo(LARGE);
    long before = locks(dart);
    assertThat(allocate(dart, 60_000)).isEqualTo(NONE);
    assertThat(dart.iova().free(LARGE, 60_000)).isTrue();
    assertThat(retry(dart, 60_000)).isEqualTo(LARGE);
    assertThat(locks(dart) - before).isEqualTo(1);
    assertThat(dart.driver().allocator().locks()).noneMatch(lock -> lock.isHeld());
  }

  @Test
  void bitsAreClearedByTheWordAndReservedPagesStay() {
    Dart dart = with(4096);
    assertThat(allocate(dart, 200)).isEqualTo(3072);
    assertThat(dart.steps(CostCenter.IOVA_ALLOCATION, Steps.BITMAP_UPDATE)).isEqualTo(4);
    assertThat(dart.iova().free(3072, 200)).isTrue();
    assertThat(dart.steps(CostCenter.IOVA_ALLOCATION, Steps.BITMAP_UPDATE)).isEqualTo(8);
    assertThat(dart.iova().free(0, 1)).isFalse();
    assertThat(dart.iova().free(4095, 1)).isFalse();
    assertThat(dart.driver().allocator().pages().isConsistent()).isTrue();
    for (long page : new long[] {-1, 4096, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> dart.iova().free(page, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    dart.iommu.check();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void everyAnswerIsTheSlowModels(int seed) {
    Random random = new Random(seed);
    Dart dart = with(4096);
    SlowPages slow = new SlowPages(4096, 1);
    int[] hints = {0, 3072};
    int[] starts = {0, 3072};
    int[] ends = {3072, 4096};
    List<int[]> live = new ArrayList<>();
    int failures = 0;
    for (int call = 0; call < 6000; call++) {
      if (random.nextInt(100) < 46 && !live.isEmpty()) {
        int[] gone = live.remove(random.nextInt(live.size()));
        assertThat(dart.iova().free(gone[0], gone[1])).isTrue();
        slow.set(gone[0], gone[1], false);
        continue;
      }
      int pages = random.nextInt(5) > 0 ? 1 + random.nextInt(15) : 16 + random.nextInt(100);
      int alignment = random.nextInt(4) > 0 ? 1 : 1 << random.nextInt(6);
      long boundary = random.nextInt(3) > 0 ? 1 << 20 : 128;
      int pool = pages > 15 ? 1 : 0;
      int first = slow.searchRuns(hints[pool], ends[pool], pages, alignment, boundary);
      assertThat(dart.iova().allocate(pages, alignment, boundary)).isEqualTo(first);
      if (first < 0) {
        hints[pool] = starts[pool];
        // The own pool from its start, the small one, the large one.
        int[] order = {pool, 0, 1};
        for (int i = 0; i < order.length && first < 0; i++) {
          pool = order[i];
          hints[pool] = starts[pool];
          first = slow.searchRuns(starts[pool], ends[pool], pages, alignment, boundary);
        }
        assertThat(dart.iova().retry(pages, alignment, boundary)).isEqualTo(first);
      }
      if (first >= 0) {
        slow.set(first, pages, true);
        hints[pool] = first + pages;
        live.add(new int[] {first, pages});
      } else {
        failures++;
      }
      assertThat(dart.driver().allocator().hint()).isEqualTo(hints[0]);
      assertThat(dart.driver().allocator().largeHint()).isEqualTo(hints[1]);
    }
    assertThat(failures).isGreaterThan(10);
    assertThat(dart.iova().used()).isEqualTo(slow.count() - 2);
    dart.iommu.endOfCall(0);
    dart.iommu.check();
  }

  private static Dart with(int entries) {
    return Dart.with("allocator", "pools", "table", entries * 4L);
  }

  private static void fillWholePool(Dart dart, int pages) {
    for (int page = 1; page <= pages; page++) {
      assertThat(allocate(dart, 1)).isEqualTo(page);
    }
  }

  private static long allocate(Dart dart, int pages) {
    return dart.iova().allocate(pages, 1, Dart.NO_BOUNDARY);
  }

  private static long retry(Dart dart, int pages) {
    return dart.iova().retry(pages, 1, Dart.NO_BOUNDARY);
  }

  private static long locks(Dart dart) {
    return dart.driver().allocator().locks().stream().mapToLong(l -> l.acquisitions()).sum();
  }
}
