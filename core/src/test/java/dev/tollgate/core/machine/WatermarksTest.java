package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WatermarksTest {

  private static final Watermarks MARKS = new Watermarks(10, 20, 30);

  private static PageAllocator allocator(boolean buddy, long frames) {
    return buddy ? BuddyPageAllocator.ofAll(frames) : FirstFitPageAllocator.ofAll(frames);
  }

  private static void take(PageAllocator pages, int frames) {
    for (int i = 0; i < frames; i++) {
      assertThat(pages.allocate(0)).isNotEqualTo(PageAllocator.NO_FRAME);
    }
  }

  @ParameterizedTest
  @CsvSource({"512, 32", "4096, 32", "8192, 45", "32768, 90", "131072, 181", "1048576, 512"})
  void marksOfLinuxAreTheRootOfMemory(long frames, long min) {
    assertThat(Watermarks.ofLinux26(frames)).isEqualTo(new Watermarks(min, 2 * min, 3 * min));
  }

  @Test
  void marksRise() {
    assertThatThrownBy(() -> new Watermarks(2, 1, 3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Watermarks(-1, 1, 3)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void requestsStopAtTheMinimum(boolean buddy) {
    PageAllocator pages = allocator(buddy, 64);
    pages.keepFree(MARKS, Reclaimer.NOBODY);

    take(pages, 54);

    assertThat(pages.allocate(0)).isEqualTo(PageAllocator.NO_FRAME);
    assertThat(pages.freeFrames()).isEqualTo(10);
    assertThat(pages.counts().failures(0)).isEqualTo(1);
    assertThat(pages.counts().kept()).isEqualTo(1);
    assertThat(pages.counts().pressed()).as("10 below the low mark, and the refused").isEqualTo(11);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void largeRequestsStopEarlier(boolean buddy) {
    PageAllocator pages = allocator(buddy, 64);
    pages.keepFree(MARKS, Reclaimer.NOBODY);
    take(pages, 47);

    assertThat(pages.allocate(3)).as("17 free, 8 wanted").isEqualTo(PageAllocator.NO_FRAME);
    assertThat(pages.counts().kept()).isEqualTo(1);
    assertThat(pages.allocate(2)).as("leaves 13").isNotEqualTo(PageAllocator.NO_FRAME);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withoutMarksTheLastFrameIsGivenAndNothingIsPressed(boolean buddy) {
    PageAllocator pages = allocator(buddy, 4);

    take(pages, 4);

    assertThat(pages.allocate(0)).isEqualTo(PageAllocator.NO_FRAME);
    assertThat(pages.counts().failures()).isEqualTo(1);
    assertThat(pages.counts().kept()).isZero();
    assertThat(pages.counts().pressed()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void framesGivenBackServeTheRequestUpToTheHighMark(boolean buddy) {
    PageAllocator pages = allocator(buddy, 64);
    Deque<Long> cache = new ArrayDeque<>();
    List<Long> asked = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      cache.add(pages.allocate(0));
    }
    pages.keepFree(
        MARKS,
        wanted -> {
          asked.add(wanted);
          for (long i = 0; i < wanted && !cache.isEmpty(); i++) {
            pages.free(cache.removeFirst(), 0);
          }
        });

    take(pages, 4);
    assertThat(asked).as("20 free is not below").isEmpty();
    take(pages, 1);

    assertThat(asked).containsExactly(11L);
    assertThat(pages.freeFrames()).isEqualTo(30);
    take(pages, 39);
    assertThat(cache).isEmpty();
    assertThat(pages.counts().failures()).isZero();
    assertThat(pages.freeFrames()).isEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBlockIsMadeFromFramesGivenBack(boolean buddy) {
    PageAllocator pages = allocator(buddy, 8);
    take(pages, 8);
    pages.free(1, 0);
    pages.free(3, 0);
    pages.free(5, 0);
    pages.keepFree(Watermarks.NONE, wanted -> pages.free(2, 0));

    assertThat(pages.allocate(1)).as("frames 2 and 3").isEqualTo(2);
    assertThat(pages.counts().failures()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLargeRequestFailsWithFramesFreeButNoBlock(boolean buddy) {
    PageAllocator pages = allocator(buddy, 64);
    take(pages, 64);
    for (long frame = 0; frame < 64; frame += 2) {
      pages.free(frame, 0);
    }

    pages.keepFree(MARKS, Reclaimer.NOBODY);

    assertThat(pages.allocate(1)).isEqualTo(PageAllocator.NO_FRAME);
    assertThat(pages.counts().failures(1)).isEqualTo(1);
    assertThat(pages.counts().kept()).as("not for the watermark").isZero();
    assertThat(pages.freeBlocks().largestOrder()).isZero();
  }
}
