package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuddyPageAllocatorTest {

  @Test
  void aSplitLeavesTheUpperHalves() {
    BuddyPageAllocator pages = BuddyPageAllocator.ofAll(1024);

    assertThat(pages.allocate(0)).isZero();

    assertThat(pages.splits()).isEqualTo(10);
    assertThat(pages.freeBlocks().counts().toArray())
        .containsExactly(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0);
    assertThat(pages.allocate(9)).isEqualTo(512);
    assertThat(pages.allocate(2)).isEqualTo(4);
    assertThat(pages.allocate(0)).isEqualTo(1);
    assertThat(pages.splits()).as("fitting blocks are not split").isEqualTo(10);
  }

  @Test
  void theSmallestFittingBlockIsSplit() {
    BuddyPageAllocator pages = BuddyPageAllocator.ofAll(2048);
    pages.allocate(10);
    long block = pages.allocate(4);

    assertThat(block).isEqualTo(1024);
    assertThat(pages.allocate(3)).isEqualTo(1024 + 16);
    assertThat(pages.allocate(3)).isEqualTo(1024 + 24);
  }

  @Test
  void buddiesMergeAllTheWayUp() {
    BuddyPageAllocator pages = BuddyPageAllocator.ofAll(1024);
    pages.allocate(0);

    pages.free(0, 0);

    assertThat(pages.merges()).isEqualTo(10);
    assertThat(pages.freeBlocks().count(10)).isEqualTo(1);
  }

  @Test
  void neighboursThatAreNoBuddiesDoNotMerge() {
    BuddyPageAllocator pages = BuddyPageAllocator.ofAll(4);
    for (int i = 0; i < 4; i++) {
      pages.allocate(0);
    }

    pages.free(1, 0);
    pages.free(2, 0);

    assertThat(pages.freeBlocks().count(0)).isEqualTo(2);
    assertThat(pages.allocate(1)).isEqualTo(-1);
  }

  @Test
  void blocksOfTheHighestOrderDoNotMerge() {
    BuddyPageAllocator pages = BuddyPageAllocator.ofAll(2048);
    long first = pages.allocate(10);
    long second = pages.allocate(10);

    pages.free(first, 10);
    pages.free(second, 10);

    assertThat(pages.merges()).isZero();
    assertThat(pages.allocate(10)).as("last in, first out").isEqualTo(1024);
  }

  @Test
  void aFreedBlockIsTheNextOneGiven() {
    BuddyPageAllocator pages = BuddyPageAllocator.ofAll(16);
    for (int i = 0; i < 16; i++) {
      pages.allocate(0);
    }

    pages.free(3, 0);
    pages.free(9, 0);

    assertThat(pages.allocate(0)).isEqualTo(9);
    assertThat(pages.allocate(0)).isEqualTo(3);
  }

  /** Frame 0 is freed while 1 is in use and 2 and 3 are one free block: it waits at the tail. */
  @Test
  void aBlockLikelyToMergeSoonGoesToTheTail() {
    BuddyPageAllocator pages = BuddyPageAllocator.ofAll(16);
    for (int i = 0; i < 16; i++) {
      pages.allocate(0);
    }
    pages.free(2, 0);
    pages.free(3, 0);
    pages.free(8, 0);

    pages.free(0, 0);

    assertThat(pages.allocate(0)).isEqualTo(8);
    assertThat(pages.allocate(0)).isEqualTo(0);
  }

  /** A block of order 9 has no order above to merge into after the next, so it goes to the head. */
  @Test
  void theTailRuleEndsBelowOrderNine() {
    BuddyPageAllocator pages = BuddyPageAllocator.ofAll(4096);
    for (int i = 0; i < 8; i++) {
      pages.allocate(9);
    }
    pages.free(2048, 9);
    pages.free(1024, 9);
    pages.free(1536, 9);

    pages.free(0, 9);

    assertThat(pages.allocate(9)).isEqualTo(0);
  }

  @Test
  void aFreshMachineHandsOutLowAddressesFirst() {
    BuddyPageAllocator pages = BuddyPageAllocator.ofAll(4096);

    for (long frame = 0; frame < 4096; frame++) {
      assertThat(pages.allocate(0)).isEqualTo(frame);
    }
  }

  /** The states of a real machine, as in /proc/buddyinfo of a Linux 6.1 guest. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "4 4 3 6 4 5 2 3 3 1 38"
            + "|Node 0, zone    DMA32      4      4      3      6      4      5      2      3      3      1     38 ",
        "14 6 5 5 4 6 3 3 1 1 37"
            + "|Node 0, zone    DMA32     14      6      5      5      4      6      3      3      1      1     37 ",
      })
  void printsBuddyInfoAsTheKernelDoes(String counts, String text) {
    BuddyPageAllocator pages = new BuddyPageAllocator(1 << 20);
    String[] blocks = counts.split(" ");
    long next = 0;
    for (int order = 0; order < blocks.length; order++) {
      for (int i = 0; i < Integer.parseInt(blocks[order]); i++) {
        pages.release(next, 1L << order);
        next += 2048;
      }
    }

    assertThat(pages.freeBlocks().buddyInfoLine(0, "DMA32")).isEqualTo(text + "\n");
  }

  @Test
  void hostStorageFollowsUseNotSpan() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);

    BuddyPageAllocator pages = BuddyPageAllocator.ofAll(1L << 30);
    assertThat(pages.allocate(0)).isZero();
    assertThat(pages.allocate(10)).isEqualTo(1024);

    assertThat(pages.freeFrames()).isEqualTo((1L << 30) - 1025);
    assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(32 << 20);
  }
}
