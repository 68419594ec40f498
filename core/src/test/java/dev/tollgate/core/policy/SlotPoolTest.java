package dev.tollgate.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.machine.Machine;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlotPoolTest {

  private static final long BASE = 0x10_0000;
  private static final int SEGMENT_FRAMES = 64;

  private final Machine machine = PolicyBench.machine(64, 0);

  private SlotPool pool(int segments) {
    return new SlotPool(machine, BASE, segments * SlotPool.SEGMENT_BYTES);
  }

  @Test
  void takesRunsOneAfterTheOtherAndBeginsAgainAtTheEnd() {
    SlotPool pool = pool(1);
    long first = pool.take(1);
    assertThat(first).isEqualTo(BASE);
    assertThat(pool.take(2)).isEqualTo(BASE + 0x1000);
    pool.giveBack(first, 1);
    assertThat(pool.take(61)).isEqualTo(BASE + 0x3000);
    assertThat(pool.take(1)).isEqualTo(BASE);
    assertThat(pool.take(1)).isEqualTo(SlotPool.NONE);
    assertThat(pool.refused()).isEqualTo(1);
    assertThat(pool.mostBytes()).isEqualTo(SlotPool.SEGMENT_BYTES);
  }

  @Test
  void neverCrossesASegment() {
    SlotPool pool = pool(2);
    pool.take(40);
    assertThat(pool.take(40)).isEqualTo(BASE + SlotPool.SEGMENT_BYTES);
    assertThat(pool.take(40)).isEqualTo(SlotPool.NONE);
    assertThat(pool.take(24)).isEqualTo(BASE + SlotPool.SEGMENT_BYTES + 0x28000);
    assertThat(pool.take(24)).isEqualTo(BASE + 0x28000);
  }

  @Test
  void takesNoMoreThanASegment() {
    assertThat(pool(2).take(65)).isEqualTo(SlotPool.NONE);
    assertThat(pool(2).take(64)).isEqualTo(BASE);
  }

  @Test
  void booksEachSlotLookedAtAndEachWritten() {
    SlotPool pool = pool(1);
    pool.take(3);
    assertThat(steps()).as("1 looked at, 6 taken").isEqualTo(7);
    pool.giveBack(BASE, 3);
    assertThat(steps()).as("6 given back").isEqualTo(13);
  }

  private long steps() {
    return machine.ledger().entries().stream()
        .filter(entry -> entry.step().equals(SlotPool.SLOT))
        .mapToLong(entry -> entry.count())
        .sum();
  }

  @Test
  void agreesWithASearchFrameByFrame() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      int segments = 1 + random.nextInt(3);
      SlotPool pool = pool(segments);
      BitSet taken = new BitSet();
      int next = 0;
      List<long[]> runs = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        if (random.nextInt(5) < 3) {
          int frames = 1 + random.nextInt(random.nextBoolean() ? 4 : SEGMENT_FRAMES);
          int expected = search(taken, next, segments * SEGMENT_FRAMES, frames);
          long address = pool.take(frames);
          assertThat(address).isEqualTo(expected < 0 ? SlotPool.NONE : BASE + 4096L * expected);
          if (expected >= 0) {
            taken.set(expected, expected + frames);
            next = (expected + frames) % (segments * SEGMENT_FRAMES);
            runs.add(new long[] {address, frames});
          }
        } else if (!runs.isEmpty()) {
          long[] run = runs.remove(random.nextInt(runs.size()));
          int first = (int) ((run[0] - BASE) >>> 12);
          int kept = random.nextInt((int) run[1]); // sometimes in two parts
          if (kept > 0) {
            pool.giveBack(run[0] + 4096L * kept, (int) run[1] - kept);
            pool.giveBack(run[0], kept);
          } else {
            pool.giveBack(run[0], (int) run[1]);
          }
          taken.clear(first, first + (int) run[1]);
        }
        assertThat(pool.usedBytes()).isEqualTo(4096L * taken.cardinality());
      }
    }
  }

  private static int search(BitSet taken, int from, int frames, int wanted) {
    for (int i = 0; i < frames; i++) {
      int at = (from + i) % frames;
      int clash = taken.nextSetBit(at);
      boolean free = clash < 0 || clash >= at + wanted;
      if (free && at / SEGMENT_FRAMES == (at + wanted - 1) / SEGMENT_FRAMES) {
        return at;
      }
    }
    return -1;
  }
}
