package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every page allocator promises, whichever block it chooses. */
class PageAllocatorTest {

  static Stream<Arguments> allocators() {
    LongFunction<PageAllocator> buddy = BuddyPageAllocator::new;
    LongFunction<PageAllocator> firstFit = FirstFitPageAllocator::new;
    return Stream.of(
        Arguments.of(Named.of("buddy", buddy)), Arguments.of(Named.of("first fit", firstFit)));
  }

  private static PageAllocator all(LongFunction<PageAllocator> creator, long frames) {
    PageAllocator pages = creator.apply(frames);
    pages.release(0, frames);
    return pages;
  }

  @ParameterizedTest
  @MethodSource("allocators")
  void nothingIsHandedOutBeforeMemoryIsReleased(LongFunction<PageAllocator> creator) {
    PageAllocator pages = creator.apply(4096);

    assertThat(pages.allocate(0)).isEqualTo(PageAllocator.NO_FRAME);
    assertThat(pages.totalFrames()).isZero();
    assertThat(pages.freeBlocks().largestOrder()).isEqualTo(-1);
    pages.release(4000, 0);
    assertThat(pages.freeFrames()).isZero();
  }

  @ParameterizedTest
  @MethodSource("allocators")
  void everyOrderIsServedAlignedAndWhole(LongFunction<PageAllocator> creator) {
    for (int order = 0; order <= PageAllocator.MAX_ORDER; order++) {
      PageAllocator pages = all(creator, 2048);
      for (int i = 0; i < 2048 >> order; i++) {
        assertThat(pages.allocate(order) % (1L << order)).isZero();
      }
      assertThat(pages.freeFrames()).isZero();
      assertThat(pages.allocate(0)).isEqualTo(-1);
      assertThat(pages.counts().failures(0)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("allocators")
  void aSingleFrameIsAWholeMachine(LongFunction<PageAllocator> creator) {
    PageAllocator pages = all(creator, 1);

    assertThat(pages.allocate(1)).isEqualTo(-1);
    assertThat(pages.allocate(0)).isZero();
    assertThat(pages.allocate(0)).isEqualTo(-1);
    pages.free(0, 0);
    assertThat(pages.allocate(0)).isZero();
  }

  @ParameterizedTest
  @MethodSource("allocators")
  void ordersAboveTheHighestFailHoweverMuchIsFree(LongFunction<PageAllocator> creator) {
    PageAllocator pages = all(creator, 8192);

    assertThat(pages.allocate(11)).isEqualTo(-1);
    assertThat(pages.allocate(40)).isEqualTo(-1);
    assertThat(pages.counts().failures(11)).as("all orders above 10").isEqualTo(2);
    assertThat(pages.counts().failures()).isEqualTo(2);
    assertThat(pages.freeFrames()).isEqualTo(8192);
    assertThatIllegalArgumentException().isThrownBy(() -> pages.allocate(-1));
  }

  @ParameterizedTest
  @MethodSource("allocators")
  void aLargeRequestFailsOnScatteredMemory(LongFunction<PageAllocator> creator) {
    PageAllocator pages = all(creator, 64);
    for (int i = 0; i < 64; i++) {
      pages.allocate(0);
    }
    for (int frame = 0; frame < 64; frame += 2) {
      pages.free(frame, 0);
    }

    assertThat(pages.freeFrames()).isEqualTo(32);
    assertThat(pages.allocate(1)).isEqualTo(-1);
    assertThat(pages.freeBlocks().largestOrder()).isZero();
    assertThat(pages.freeBlocks().unusableFreeIndex(1)).isEqualTo(1000);
    pages.free(1, 0);
    assertThat(pages.allocate(1)).isZero();
  }

  @ParameterizedTest
  @MethodSource("allocators")
  void neverSpansAHole(LongFunction<PageAllocator> creator) {
    PageAllocator pages = creator.apply(4096);
    pages.release(0, 1023);
    pages.release(1025, 1023);

    assertThat(pages.totalFrames()).isEqualTo(2046);
    assertThat(pages.allocate(10)).isEqualTo(-1);
    long seen = 0;
    for (long frame = pages.allocate(0); frame >= 0; frame = pages.allocate(0)) {
      assertThat(frame).isNotEqualTo(1023).isNotEqualTo(1024).isLessThan(2048);
      seen++;
    }
    assertThat(seen).isEqualTo(2046);
  }

  @ParameterizedTest
  @MethodSource("allocators")
  void aHoleReleasedLaterJoinsItsNeighbours(LongFunction<PageAllocator> creator) {
    PageAllocator pages = creator.apply(1024);
    pages.release(0, 500);
    pages.release(512, 512);
    pages.release(500, 12);

    assertThat(pages.freeBlocks().count(10)).isEqualTo(1);
    assertThat(pages.allocate(10)).isZero();
  }

  @ParameterizedTest
  @MethodSource("allocators")
  void wrongReleasesAreRefused(LongFunction<PageAllocator> creator) {
    PageAllocator pages = creator.apply(1000);
    pages.release(100, 200);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> pages.release(50, 51))
        .withMessage("51 frames from 50: the allocator owns frame 100 already");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pages.release(299, 1))
        .withMessageContaining("owns frame 299 already");
    assertThatIllegalArgumentException().isThrownBy(() -> pages.release(-1, 5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pages.release(999, 2))
        .withMessage("2 frames from 999 do not lie within the 1000 frames of the allocator");
    assertThatIllegalArgumentException().isThrownBy(() -> pages.release(5, Long.MAX_VALUE));
    assertThat(pages.totalFrames()).isEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("allocators")
  void wrongFreesAreRefusedAndSayWhy(LongFunction<PageAllocator> creator) {
    PageAllocator pages = creator.apply(1024);
    pages.release(0, 512);
    long block = pages.allocate(3);
    long other = pages.allocate(0);
    pages.free(other, 0);

    refused(pages, block, 2, "free of order 2 at frame 0: the block there has order 3");
    refused(pages, block, 4, "the block there has order 3");
    refused(pages, block + 5, 0, "it lies inside the block of order 3 at frame 0");
    refused(pages, other, 0, "the frame is free already");
    refused(pages, 600, 0, "the frame is reserved or a hole; the allocator never gave it out");
    refused(pages, 1024, 0, "the allocator has frames 0 to 1023 only");
    refused(pages, -1, 0, "the allocator has frames 0 to 1023 only");
    refused(pages, block, -1, "the block there has order 3");
    assertThat(pages.counts().frees()).isEqualTo(1);
    pages.free(block, 3);
    refused(pages, block, 3, "the frame is free already");
    assertThat(pages.freeFrames()).isEqualTo(512);
  }

  private static void refused(PageAllocator pages, long frame, int order, String reason) {
    assertThatIllegalStateException()
        .isThrownBy(() -> pages.free(frame, order))
        .withMessageEndingWith(reason);
  }

  @ParameterizedTest
  @MethodSource("allocators")
  void impossibleSpansAreRefused(LongFunction<PageAllocator> creator) {
    assertThatIllegalArgumentException().isThrownBy(() -> creator.apply(0));
    assertThatIllegalArgumentException().isThrownBy(() -> creator.apply((1L << 30) + 1));
  }

  @ParameterizedTest
  @MethodSource("allocators")
  void aTebibyteOfFramesIsServed(LongFunction<PageAllocator> creator) {
    long frames = 1L << 28;
    PageAllocator pages = all(creator, frames);

    assertThat(pages.freeBlocks().count(10)).isEqualTo(1L << 18);
    long small = pages.allocate(0);
    long large = pages.allocate(10);
    assertThat(pages.freeFrames()).isEqualTo(frames - 1025);
    pages.free(small, 0);
    pages.free(large, 10);
    assertThat(pages.freeBlocks().count(10)).isEqualTo(1L << 18);
  }
}
