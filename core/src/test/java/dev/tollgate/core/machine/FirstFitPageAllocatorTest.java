package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirstFitPageAllocatorTest {

  @Test
  void theLowestAlignedRunIsGivenWhoeverItSplits() {
    FirstFitPageAllocator pages = FirstFitPageAllocator.ofAll(65536);

    assertThat(pages.allocate(0)).isEqualTo(0);
    assertThat(pages.allocate(2)).isEqualTo(4);
    assertThat(pages.allocate(1)).isEqualTo(2);
    assertThat(pages.allocate(0)).isEqualTo(1);
    assertThat(pages.allocate(0)).isEqualTo(8);
    assertThat(pages.allocate(10)).isEqualTo(1024);
    pages.free(2, 1);
    assertThat(pages.allocate(0)).isEqualTo(2);
    assertThat(pages.allocate(1)).isEqualTo(10);
  }

  @Test
  void freeingFreesJustTheseFrames() {
    FirstFitPageAllocator pages = FirstFitPageAllocator.ofAll(4);
    pages.allocate(0);
    pages.allocate(0);
    pages.allocate(1);

    pages.free(0, 0);
    assertThat(pages.allocate(1)).isEqualTo(-1);
    pages.free(1, 0);
    assertThat(pages.allocate(1)).as("two single frames are a block of two").isZero();
  }

  @Test
  void framesBeyondTheLastWholeBlockServeSmallRequests() {
    FirstFitPageAllocator pages = FirstFitPageAllocator.ofAll(700);

    assertThat(pages.allocate(10)).isEqualTo(-1);
    assertThat(pages.allocate(9)).isEqualTo(0);
    assertThat(pages.allocate(9)).isEqualTo(-1);
    assertThat(pages.allocate(7)).isEqualTo(512);
    assertThat(pages.allocate(5)).isEqualTo(640);
    assertThat(pages.allocate(4)).isEqualTo(672);
    assertThat(pages.allocate(3)).isEqualTo(688);
    assertThat(pages.allocate(2)).isEqualTo(696);
    assertThat(pages.allocate(0)).isEqualTo(-1);
    assertThat(pages.counts().topFrame()).isEqualTo(700);
  }

  @Test
  void freeBlocksAreCountedAsLargeAsAlignmentAllows() {
    FirstFitPageAllocator pages = FirstFitPageAllocator.ofAll(2048);
    pages.allocate(0);

    assertThat(pages.freeBlocks().counts().toArray())
        .containsExactly(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
  }
}
