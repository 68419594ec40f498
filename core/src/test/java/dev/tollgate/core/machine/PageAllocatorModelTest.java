package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random requests get the same frames from the fast allocators and from the slow ones. */
class PageAllocatorModelTest {

  private static final int SPAN = 9 * 1024 + 317;

  private record Block(long frame, int order) {}

  private final List<Block> live = new ArrayList<>();
  private long allocations;
  private long frees;
  private long failures;
  private long held;
  private long peak;
  private long top;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void firstFitAnswersLikeItsRule(long seed) {
    compare(new FirstFitPageAllocator(SPAN), new ReferencePages.FirstFit(SPAN), seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void buddyAnswersLikeItsRule(long seed) {
    compare(new BuddyPageAllocator(SPAN), new ReferencePages.Buddy(), seed);
  }

  private void compare(PageAllocator pages, ReferencePages reference, long seed) {
    Random random = new Random(seed);
    releaseWithHoles(pages, reference, random);
    int highOrders = random.nextInt(3);
    for (int step = 0; step < 30_000; step++) {
      // The share of frees swings, so that memory runs full and empties again.
      boolean filling = step / 6000 % 2 == 0;
      if (live.isEmpty() || random.nextInt(10) < (filling ? 8 : 2)) {
        allocate(pages, reference, order(random, highOrders));
      } else {
        free(pages, reference, live.remove(random.nextInt(live.size())));
      }
      if (step % 50 == 0) {
        refuseWrongFree(pages, random);
        check(pages, reference);
      }
    }
    assertThat(failures).as("memory ran out at times").isPositive();
    while (!live.isEmpty()) {
      free(pages, reference, live.remove(random.nextInt(live.size())));
    }
    check(pages, reference);
    assertThat(pages.freeFrames()).isEqualTo(pages.totalFrames());
  }

  private static void releaseWithHoles(
      PageAllocator pages, ReferencePages reference, Random random) {
    long owned = 0;
    int frame = random.nextInt(3);
    while (frame < SPAN) {
      int run = Math.min(SPAN - frame, 1 + random.nextInt(3000));
      pages.release(frame, run);
      reference.release(frame, run);
      owned += run;
      frame += run + random.nextInt(2) * random.nextInt(100);
    }
    assertThat(pages.totalFrames()).isEqualTo(owned);
    assertThat(pages.freeBlocks().counts().toArray()).isEqualTo(reference.freeBlocks());
  }

  /** Mostly small orders; now and then any, and some above the highest. */
  private static int order(Random random, int highOrders) {
    return random.nextInt(4) < highOrders
        ? random.nextInt(12)
        : Integer.numberOfTrailingZeros(random.nextInt() | 0x20);
  }

  private void allocate(PageAllocator pages, ReferencePages reference, int order) {
    long frame = pages.allocate(order);
    assertThat(frame).as("order %d", order).isEqualTo(reference.allocate(order));
    if (frame < 0) {
      failures++;
      return;
    }
    live.add(new Block(frame, order));
    allocations++;
    held += 1L << order;
    peak = Math.max(peak, held);
    top = Math.max(top, frame + (1L << order));
  }

  private void free(PageAllocator pages, ReferencePages reference, Block block) {
    pages.free(block.frame(), block.order());
    reference.free((int) block.frame(), block.order());
    frees++;
    held -= 1L << block.order();
  }

  private void refuseWrongFree(PageAllocator pages, Random random) {
    Block wrong = new Block(random.nextInt(SPAN + 20) - 10L, random.nextInt(13) - 1);
    if (!live.contains(wrong)) {
      assertThatIllegalStateException().isThrownBy(() -> pages.free(wrong.frame(), wrong.order()));
    }
  }

  private void check(PageAllocator pages, ReferencePages reference) {
    PageCounts counts = pages.counts();
    assertThat(pages.freeBlocks().counts().toArray()).isEqualTo(reference.freeBlocks());
    assertThat(pages.freeBlocks().frames()).isEqualTo(pages.freeFrames());
    assertThat(counts.heldFrames()).isEqualTo(held);
    assertThat(counts.peakHeldFrames()).isEqualTo(peak);
    assertThat(counts.topFrame()).isEqualTo(top);
    assertThat(counts.allocations()).isEqualTo(allocations);
    assertThat(counts.frees()).isEqualTo(frees);
    assertThat(counts.failures()).isEqualTo(failures);
  }
}
