package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

/** Pages of a guest that come to lie in other frames. */
class GuestPagesTest {

  private final GuestPages pages = new GuestPages(BuddyPageAllocator.ofAll(64));

  @Test
  void pageIsFreedByTheFrameThatCameAndHandedOutNext() {
    long page = pages.allocate(0);
    pages.left(page);
    pages.came(500);
    assertThat(pages.freeFrames()).as("still in use").isEqualTo(63);
    pages.free(500, 0);
    assertThat(pages.freeFrames()).isEqualTo(64);
    assertThat(pages.freeBlocks().counts().get(0)).isPositive();
    assertThat(pages.allocate(0)).isEqualTo(500);
    assertThat(pages.freeFrames()).isEqualTo(63);
  }

  @Test
  void frameThatComesBackJoinsBlocksAgain() {
    long page = pages.allocate(0);
    pages.left(page);
    pages.came(500);
    pages.left(500);
    pages.came(page);
    pages.free(page, 0);
    assertThat(pages.allocate(6)).as("all 64 frames as one block").isZero();
  }

  @Test
  void strangersAreNeverPartsOfBlocks() {
    pages.left(pages.allocate(0));
    pages.came(501);
    pages.free(501, 0);
    for (long pair = pages.allocate(1); pair != PageAllocator.NO_FRAME; pair = pages.allocate(1)) {
      assertThat(pair).isLessThan(64);
    }
  }

  @Test
  void frameThatWasGivenAwayIsNotFreed() {
    long page = pages.allocate(0);
    pages.left(page);
    assertThatIllegalStateException()
        .isThrownBy(() -> pages.free(page, 0))
        .withMessageContaining("given away");
    assertThatIllegalStateException().isThrownBy(() -> pages.free(777, 0));
  }
}
