package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.primitives.ImmutableLongArray;
import org.junit.jupiter.api.Test;

class FreeBlocksTest {

  private static FreeBlocks blocks(long... counts) {
    return new FreeBlocks(ImmutableLongArray.copyOf(counts));
  }

  @Test
  void framesAreSummedOverOrders() {
    assertThat(blocks(4, 4, 3, 6, 4, 5, 2, 3, 3, 1, 38).frames())
        .isEqualTo(4 + 8 + 12 + 48 + 64 + 160 + 128 + 384 + 768 + 512 + 38 * 1024);
    assertThat(blocks(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0).frames()).isZero();
  }

  @Test
  void largestOrderIsTheLargestRequestThatFits() {
    assertThat(blocks(1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0).largestOrder()).isEqualTo(3);
    assertThat(blocks(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1).largestOrder()).isEqualTo(10);
    assertThat(blocks(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0).largestOrder()).isEqualTo(-1);
  }

  @Test
  void unusableFreeIndexIsTheShareInSmallerBlocks() {
    FreeBlocks blocks = blocks(10, 5, 0, 1, 0, 0, 0, 0, 0, 0, 0); // 10 + 10 + 8 frames

    assertThat(blocks.unusableFreeIndex(0)).isZero();
    assertThat(blocks.unusableFreeIndex(1)).isEqualTo(357);
    assertThat(blocks.unusableFreeIndex(2)).isEqualTo(714);
    assertThat(blocks.unusableFreeIndex(3)).isEqualTo(714);
    assertThat(blocks.unusableFreeIndex(4)).isEqualTo(1000);
    assertThat(blocks(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0).unusableFreeIndex(0)).isEqualTo(1000);
  }

  @Test
  void fragmentationIndexTellsLackFromScatter() {
    assertThat(blocks(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0).fragmentationIndex(3)).isZero();
    assertThat(blocks(0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0).fragmentationIndex(3)).isEqualTo(-1000);
    assertThat(blocks(1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0).fragmentationIndex(3))
        .as("plenty, but scattered: 1000 - (1000 + 125000) / 1000")
        .isEqualTo(874);
    assertThat(blocks(0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0).fragmentationIndex(9))
        .as("next to nothing: 1000 - (1000 + 3) / 1")
        .isEqualTo(-3);
  }

  @Test
  void countsAreCheckedOnce() {
    assertThatIllegalArgumentException().isThrownBy(() -> blocks(1, 2, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> blocks(0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0));
  }
}
