package dev.tollgate.iommu.calgary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Sets of I/O pages against sets of bits. */
class PageRangesTest {

  private static final int LIMIT = 64;

  @Test
  void theEmptySetHasNothing() {
    PageRanges none = new PageRanges();
    none.add(5, 5);
    none.add(7, 3);
    assertThat(none.count()).isZero();
    assertThat(none.pages()).isZero();
    assertThat(none.contains(5)).isFalse();
  }

  @RepeatedTest(50)
  void rangesAddedInAnyOrderAreTheUnion(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    PageRanges ranges = new PageRanges();
    BitSet bits = new BitSet();
    for (int i = 0; i < 8; i++) {
      int start = random.nextInt(LIMIT);
      int end = start + random.nextInt(8);
      ranges.add(start, end);
      bits.set(start, end);
    }
    assertThat(ranges.pages()).isEqualTo(bits.cardinality());
    for (int i = 1; i < ranges.count(); i++) {
      assertThat(ranges.start(i)).isGreaterThan(ranges.end(i - 1));
    }
    PageRanges clipped = ranges.below(LIMIT / 2);
    for (int page = 0; page < LIMIT + 8; page++) {
      assertThat(ranges.contains(page)).isEqualTo(bits.get(page));
      assertThat(clipped.contains(page)).isEqualTo(page < LIMIT / 2 && bits.get(page));
      int end = page + 1 + random.nextInt(5);
      assertThat(ranges.intersects(page, end)).isEqualTo(!bits.get(page, end).isEmpty());
    }
  }
}
