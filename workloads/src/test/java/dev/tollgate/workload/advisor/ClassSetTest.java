package dev.tollgate.workload.advisor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassSetTest {

  private static final List<SizeDemand> DEMAND =
      List.of(
          new SizeDemand(20, 100, 10, 5_000),
          new SizeDemand(72, 50, 20, 8_000),
          new SizeDemand(1032, 30, 30, 30_000),
          new SizeDemand(20_000, 9, 9, 9_000));

  @Test
  void theKernelsOwnComesFirstAndEachFurtherClassIsOfUse() {
    ImmutableList<ClassSet> sets = ClassSet.best(DEMAND, Weight.PEAK, 8);

    assertThat(sets.get(0).atPeak()).isEqualTo(10 * 12 + 20 * 24 + 30 * 1016);
    assertThat(sets.get(0).onAverage()).isEqualTo(5 * 12 + 8 * 24 + 30 * 1016);
    assertThat(sets.get(0).inTotal()).isEqualTo(100 * 12 + 50 * 24 + 30 * 1016);
    assertThat(sets)
        .extracting(ClassSet::name)
        .containsExactly("Linux 6.1's", "best 9", "best 10", "best 11", "best 12");
    assertThat(sets.get(4).classes().sizes())
        .isEqualTo(
            ImmutableIntArray.of(24, 32, 64, 72, 128, 256, 512, 1024, 1032, 2048, 4096, 8192));
    assertThat(sets.get(4).atPeak()).isEqualTo(40);
  }

  @Test
  void slackNeverShrinksAsTheAlignmentGrows() {
    ImmutableList<ClassSet> sets = ClassSet.byAlignment(DEMAND);

    assertThat(sets).extracting(ClassSet::alignment).containsExactly(8, 16, 32, 64, 128);
    for (Weight weight : Weight.values()) {
      assertThat(sets).extracting(set -> set.slack(weight)).isSorted();
    }
    // At 64 bytes the class of 96 is gone, and that of 32.
    assertThat(sets.get(3).atPeak()).isEqualTo(10 * 44 + 20 * 56 + 30 * 1016);
  }
}
