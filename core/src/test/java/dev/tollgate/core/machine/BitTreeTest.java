package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BitTreeTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 4095, 4096, 4097, 262_144, 262_145})
  void findsTheOnlyBitWhereverItIs(int bits) {
    BitTree tree = new BitTree(bits);
    assertThat(tree.first()).isEqualTo(-1);

    for (int bit : new int[] {0, bits / 3, bits / 2, bits - 1}) {
      tree.set(bit);
      assertThat(tree.first()).isEqualTo(bit);
      assertThat(tree.get(bit)).isTrue();
      assertThat(tree.count()).isEqualTo(1);
      tree.clear(bit);
      assertThat(tree.get(bit)).isFalse();
    }
    assertThat(tree.first()).isEqualTo(-1);
    assertThat(tree.count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void agreesWithABitSet(long seed) {
    int size = 70_000;
    BitTree tree = new BitTree(size);
    BitSet model = new BitSet();
    Random random = new Random(seed);
    for (int step = 0; step < 20_000; step++) {
      int length = 1 << random.nextInt(11);
      int start = random.nextInt(size / length) * length;
      if (model.nextSetBit(start) < 0 || model.nextSetBit(start) >= start + length) {
        model.set(start, start + length);
        tree.setBlock(start, length);
      } else if (model.nextClearBit(start) >= start + length) {
        model.clear(start, start + length);
        tree.clearBlock(start, length);
      } else {
        flip(tree, model, start);
      }
      assertThat(tree.first()).isEqualTo(model.nextSetBit(0));
    }
    assertThat(tree.count()).isEqualTo(model.cardinality());
    for (int bit = model.nextSetBit(0); bit >= 0; bit = model.nextSetBit(0)) {
      assertThat(tree.first()).isEqualTo(bit);
      flip(tree, model, bit);
    }
    assertThat(tree.first()).isEqualTo(-1);
  }

  private static void flip(BitTree tree, BitSet model, int bit) {
    assertThat(tree.get(bit)).isEqualTo(model.get(bit));
    if (model.get(bit)) {
      tree.clear(bit);
    } else {
      tree.set(bit);
    }
    model.flip(bit);
  }
}
