package dev.tollgate.hypervisor.xen.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainHeapTest {

  private static final int FRAMES = 1000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void itGivesEachFrameOnceWhateverTheSizesTakenAndGivenBack(int seed) {
    DomainHeap heap = new DomainHeap(FRAMES);
    heap.release(3, FRAMES - 3);
    BitSet free = new BitSet(FRAMES);
    free.set(3, FRAMES);
    List<Integer> held = new ArrayList<>();
    Random random = new Random(seed);
    for (int call = 0; call < 5000; call++) {
      int dice = random.nextInt(10);
      if (dice < 3) {
        int order = random.nextInt(6);
        long first = heap.allocate(order);
        if (first == DomainHeap.NO_FRAME) {
          assertThat(hasBlock(free, order)).as("a free block of order %d", order).isFalse();
          continue;
        }
        assertThat(first % (1 << order)).isZero();
        for (int i = (int) first; i < first + (1 << order); i++) {
          assertThat(free.get(i)).as("frame %d was free", i).isTrue();
          free.clear(i);
          held.add(i);
        }
      } else if (dice < 4) {
        int wanted = random.nextInt(FRAMES);
        assertThat(heap.claim(wanted)).isEqualTo(free.get(wanted));
        if (free.get(wanted)) {
          free.clear(wanted);
          held.add(wanted);
        }
      } else if (!held.isEmpty()) {
        int frame = held.remove(random.nextInt(held.size()));
        heap.free(frame, 0);
        free.set(frame);
      }
      assertThat(heap.freeFrames()).isEqualTo(free.cardinality());
    }
    for (int frame = 0; frame < FRAMES; frame++) {
      assertThat(heap.isFree(frame)).isEqualTo(free.get(frame));
    }
    assertThat(heap.allFree()).isEqualTo(free);
  }

  private static boolean hasBlock(BitSet free, int order) {
    int size = 1 << order;
    for (int first = 0; first + size <= FRAMES; first += size) {
      if (free.get(first, first + size).cardinality() == size) {
        return true;
      }
    }
    return false;
  }

  @Test
  void framesGivenBackOneByOneMakeTheLargestBlockAgain() {
    DomainHeap heap = new DomainHeap(64);
    heap.release(0, 64);
    assertThat(heap.allocate(6)).isZero();
    for (int frame = 0; frame < 64; frame++) {
      heap.free(frame ^ 21, 0);
    }
    assertThat(heap.allocate(6)).isZero();
  }

  @Test
  void aFrameFreedTwiceIsADefect() {
    DomainHeap heap = new DomainHeap(8);
    heap.release(0, 8);
    assertThatThrownBy(() -> heap.free(3, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("0x3 is freed twice");
  }
}
