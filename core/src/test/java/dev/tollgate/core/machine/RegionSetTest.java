package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegionSetTest {

  @Test
  void regionsThatTouchAreOne() {
    RegionSet set = new RegionSet();
    set.add(10, 20);
    set.add(30, 40);
    set.add(20, 30);

    assertThat(set.count()).isEqualTo(1);
    assertThat(set.start(0)).isEqualTo(10);
    assertThat(set.end(0)).isEqualTo(40);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void agreesWithABitSet(long seed) {
    Random random = new Random(seed);
    RegionSet set = new RegionSet();
    BitSet model = new BitSet();
    for (int step = 0; step < 5000; step++) {
      int start = random.nextInt(300);
      int end = start + random.nextInt(random.nextInt(10) == 0 ? 100 : 6);
      if (random.nextBoolean()) {
        set.add(start, end);
        model.set(start, end);
      } else {
        set.remove(start, end);
        model.clear(start, end);
      }
      assertSame(set, model);
      int from = random.nextInt(300);
      int to = from + random.nextInt(20);
      assertThat(set.contains(from, to)).isEqualTo(model.nextClearBit(from) >= to);
      int first = model.nextSetBit(from);
      int found = set.indexOfIntersecting(from, to);
      assertThat(found >= 0).isEqualTo(first >= 0 && first < to);
      if (found >= 0) {
        assertThat(Math.max(from, set.start(found))).isEqualTo(first);
      }
    }
  }

  private static void assertSame(RegionSet set, BitSet model) {
    int index = 0;
    for (int bit = model.nextSetBit(0); bit >= 0; index++) {
      int end = model.nextClearBit(bit);
      assertThat(set.start(index)).isEqualTo(bit);
      assertThat(set.end(index)).isEqualTo(end);
      bit = model.nextSetBit(end);
    }
    assertThat(set.count()).isEqualTo(index);
    assertThat(set.total()).isEqualTo(model.cardinality());
  }
}
