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

/** The allocator of 2007: small below the half point, large above, each from its hint. */
class HalfPointAllocatorTest {

  private static final int SIZE = 4096;
  private static final int HALF = 3072;
  private static final long NONE = IovaAllocator.NONE;

  private final Dart dart = Dart.with("allocator", "2007");
  private final IovaAllocator iova = dart.iova();

  @Test
  void smallRunsComeFromTheStartLargeOnesFromTheHalfPoint() {
    assertThat(allocate(1)).isZero(); // page 0 is not reserved yet
    assertThat(allocate(15)).isEqualTo(1);
    assertThat(allocate(16)).isEqualTo(HALF);
    assertThat(allocate(3)).isEqualTo(16);
    assertThat(allocate(100)).isEqualTo(HALF + 16);
    assertThat(iova.used()).isEqualTo(135);
  }

  @Test
  void aSmallSearchThatComesToTheHalfPointSaysSoAndGoesOnFromTheStart() {
    for (int i = 0; i < HALF - 1; i++) {
      assertThat(allocate(1)).isEqualTo(i);
    }
    assertThat(iova.free(7, 2)).isTrue();
    assertThat(allocate(1)).as("the page before the half point is never found").isEqualTo(NONE);
    assertThat(retry(1)).isEqualTo(7);
    assertThat(allocate(1)).isEqualTo(8);
    assertThat(allocate(1)).isEqualTo(NONE);
    assertThat(retry(1)).as("the other area").isEqualTo(HALF);
    assertThat(allocate(1)).as("whose hint lies above the half point").isEqualTo(NONE);
    assertThat(retry(1)).isEqualTo(HALF + 1);
  }

  @Test
  void aLargeSearchGoesOnFromTheHalfPointThenOverTheWholeTable() {
    assertThat(allocate(1000)).isEqualTo(HALF);
    assertThat(iova.free(HALF, 1000)).isTrue();
    assertThat(allocate(100)).isEqualTo(NONE);
    assertThat(retry(100)).isEqualTo(HALF);
    assertThat(allocate(1000)).isEqualTo(NONE);
    assertThat(retry(1000)).as("all of the table").isZero();
    assertThat(allocate(900)).as("the hint is below the half point").isEqualTo(HALF + 100);
  }

  @Test
  void theLastPageIsNeverHandedOut() {
    assertThat(allocate(1024)).isEqualTo(NONE);
    assertThat(allocate(1023)).isEqualTo(HALF);
    assertThat(iova.free(SIZE - 1, 1)).isFalse();
    assertThat(dart.driver().allocator().pages().isTaken(SIZE - 1)).isTrue();
    assertThat(allocate(1)).isZero();
    assertThat(iova.free(0, 1)).isTrue();
    dart.iommu.endOfCall(0);
    dart.iommu.check();
  }

  @Test
  void pagesGivenBackTwiceOrNeverTakenAreNoticed() {
    allocate(4);
    assertThat(iova.free(0, 6)).isFalse();
    assertThat(iova.used()).isZero();
    assertThat(iova.free(0, 1)).isFalse();
    assertThatThrownBy(() -> iova.free(SIZE, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> iova.free(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> allocate(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> retry(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRunLongerThanItsBoundaryIsRefusedWithoutALook() {
    assertThat(iova.allocate(9, 1, 8)).isEqualTo(NONE);
    assertThat(looks()).isZero();
  }

  @Test
  void bitsAreTestedSetAndClearedOneByOne() {
    allocate(40);
    assertThat(looks()).isEqualTo(41);
    assertThat(dart.steps(CostCenter.IOVA_ALLOCATION, Steps.BITMAP_UPDATE)).isEqualTo(40);
    iova.free(HALF, 40);
    assertThat(dart.steps(CostCenter.IOVA_ALLOCATION, Steps.BITMAP_UPDATE)).isEqualTo(80);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyAnswerAndEveryLookIsTheSlowModels(int seed) {
    Random random = new Random(seed);
    SlowPages slow = new SlowPages(SIZE, 0);
    List<int[]> live = new ArrayList<>();
    int hint = 0;
    int largeHint = HALF;
    int retries = 0;
    int failures = 0;
    for (int call = 0; call < 8000; call++) {
      if (random.nextInt(100) < 47 && !live.isEmpty()) {
        int[] gone = live.remove(random.nextInt(live.size()));
        assertThat(iova.free(gone[0], gone[1])).isTrue();
        slow.set(gone[0], gone[1], false);
        continue;
      }
      int pages = random.nextInt(5) > 0 ? 1 + random.nextInt(15) : 16 + random.nextInt(100);
      int alignment = random.nextInt(4) > 0 ? 1 : 1 << random.nextInt(6);
      long boundary = random.nextInt(3) > 0 ? 1 << 20 : 64;
      boolean large = pages > 15;
      int first =
          large
              ? slow.searchBits(Math.max(largeHint, HALF), SIZE, pages, alignment, boundary)
              : slow.searchBits(hint, HALF, pages, alignment, boundary);
      long answer = iova.allocate(pages, alignment, boundary);
      assertThat(answer).as("call %d", call).isEqualTo(first);
      if (first < 0) {
        retries++;
        first = slow.searchBits(large ? HALF : 0, large ? SIZE : HALF, pages, alignment, boundary);
        if (first < 0) {
          first = slow.searchBits(large ? 0 : HALF, SIZE, pages, alignment, boundary);
        }
        answer = iova.retry(pages, alignment, boundary);
        assertThat(answer).as("call %d", call).isEqualTo(first);
      }
      assertThat(looks()).as("call %d", call).isEqualTo(slow.looks);
      if (first >= 0) {
        slow.set(first, pages, true);
        live.add(new int[] {first, pages});
        hint = large ? hint : first + pages;
        largeHint = large ? first + pages : largeHint;
      } else {
        failures++;
      }
      assertThat(dart.driver().allocator().hint()).isEqualTo(hint);
      assertThat(dart.driver().allocator().largeHint()).isEqualTo(largeHint);
    }
    assertThat(iova.used()).isEqualTo(slow.count() - 1);
    assertThat(retries).isGreaterThan(100);
    assertThat(failures).isGreaterThan(10);
    dart.iommu.endOfCall(0);
    dart.iommu.check();
  }

  private long allocate(int pages) {
    return iova.allocate(pages, 1, Dart.NO_BOUNDARY);
  }

  private long retry(int pages) {
    return iova.retry(pages, 1, Dart.NO_BOUNDARY);
  }

  private long looks() {
    return dart.steps(CostCenter.IOVA_ALLOCATION, Steps.BITMAP_WORD);
  }
}
