package dev.tollgate.workload.advisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassOptimizerTest {

  private static SizeDemand size(long bytes, long objects) {
    return new SizeDemand(bytes, 10 * objects, objects, 500 * objects);
  }

  @Test
  void oneSizeGetsAClassOfItsOwn() {
    ClassOptimizer optimizer = new ClassOptimizer(List.of(size(1032, 100)), Weight.PEAK, 8, true);

    SizeClasses best = optimizer.best(optimizer.fewest() + 1);

    assertThat(best.sizes())
        .isEqualTo(ImmutableIntArray.of(32, 64, 128, 256, 512, 1024, 1032, 2048, 4096, 8192));
    assertThat(best.slack(List.of(size(1032, 100)), Weight.PEAK)).isZero();
  }

  @Test
  void classesBeyondThoseOfUseAreNotMade() {
    ClassOptimizer optimizer = new ClassOptimizer(List.of(size(64, 7)), Weight.PEAK, 8, true);

    assertThat(optimizer.best(40).sizes().length()).isEqualTo(optimizer.fewest());
  }

  @Test
  void withoutNaturalAlignmentOnlyTheLargestIsAlwaysThere() {
    ClassOptimizer optimizer = new ClassOptimizer(List.of(size(100, 7)), Weight.PEAK, 8, false);

    assertThat(optimizer.fewest()).isEqualTo(1);
    assertThat(optimizer.best(2).sizes()).isEqualTo(ImmutableIntArray.of(104, 8192));
  }

  @Test
  void whatIsAboveTheLargestClassDoesNotCount() {
    ClassOptimizer optimizer = new ClassOptimizer(List.of(size(9000, 7)), Weight.PEAK, 8, false);

    assertThat(optimizer.best(3).sizes()).isEqualTo(ImmutableIntArray.of(8192));
  }

  @Test
  void theWeightDecides() {
    List<SizeDemand> demand =
        List.of(new SizeDemand(100, 1, 100, 0), new SizeDemand(200, 1000, 1, 0));

    assertThat(new ClassOptimizer(demand, Weight.PEAK, 8, false).best(2).sizes())
        .isEqualTo(ImmutableIntArray.of(104, 8192));
    assertThat(new ClassOptimizer(demand, Weight.TOTAL, 8, false).best(2).sizes())
        .isEqualTo(ImmutableIntArray.of(200, 8192));
  }

  @Test
  void noClassIsSmallerThanTheSmallestObject() {
    ClassOptimizer optimizer = new ClassOptimizer(List.of(size(3, 7)), Weight.PEAK, 8, false);

    assertThat(optimizer.best(2).sizes()).isEqualTo(ImmutableIntArray.of(16, 8192));
  }

  @Test
  void tooFewClassesAreRefused() {
    ClassOptimizer optimizer = new ClassOptimizer(List.of(size(64, 7)), Weight.PEAK, 8, true);

    assertThatThrownBy(() -> optimizer.best(3)).hasMessageContaining("at least 9 are needed");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noOtherSetIsBetter(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TreeSet<Integer> sizes = new TreeSet<>();
    while (sizes.size() < 9) {
      sizes.add(1 + random.nextInt(400));
    }
    List<SizeDemand> demand = new ArrayList<>();
    sizes.forEach(bytes -> demand.add(size(bytes, 1 + random.nextInt(50))));
    boolean natural = random.nextBoolean();
    int alignment = 8 << random.nextInt(3);
    ClassOptimizer optimizer = new ClassOptimizer(demand, Weight.PEAK, alignment, natural);
    int count = optimizer.fewest() + random.nextInt(4);

    long best = optimizer.best(count).slack(demand, Weight.PEAK);

    assertThat(best).isEqualTo(leastByTryingAll(demand, alignment, natural, count));
  }

  /** Tries every set of classes out of the rounded sizes. */
  private static long leastByTryingAll(
      List<SizeDemand> demand, int alignment, boolean natural, int count) {
    TreeSet<Integer> always = new TreeSet<>(List.of(8192));
    for (int power = Math.max(32, alignment); natural && power < 8192; power *= 2) {
      always.add(power);
    }
    TreeSet<Integer> rounded = new TreeSet<>();
    demand.forEach(
        size ->
            rounded.add(
                Math.max(16, (int) ((size.bytes() + alignment - 1) / alignment * alignment))));
    rounded.removeAll(always);
    List<Integer> optional = List.copyOf(rounded);
    long least = Long.MAX_VALUE;
    for (int set = 0; set < 1 << optional.size(); set++) {
      if (Integer.bitCount(set) <= count - always.size()) {
        TreeSet<Integer> classes = new TreeSet<>(always);
        for (int i = 0; i < optional.size(); i++) {
          if ((set >> i & 1) == 1) {
            classes.add(optional.get(i));
          }
        }
        least =
            Math.min(
                least,
                new SizeClasses(ImmutableIntArray.copyOf(classes)).slack(demand, Weight.PEAK));
      }
    }
    return least;
  }
}
