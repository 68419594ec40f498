package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.collect.ImmutableList;
import dev.tollgate.testkit.AllocatorContract.World;
import dev.tollgate.testkit.BrokenAllocator.Defect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The contract finds every planted defect, most by random requests that it shrinks to a few. */
class PlantedAllocatorDefectsTest {

  private static final AllocatorContract CONTRACT =
      new AllocatorContract() {
        @Override
        protected ImmutableList<AllocatorVariant> variants() {
          return ImmutableList.of();
        }
      };

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"NONE", "MISSES_DOUBLE_FREES", "ANSWERS_BY_CHANCE", "KEEPS_FRAMES"})
  void randomRequestsFindADefectAndAreShrunk(Defect defect) {
    AllocatorVariant broken = BrokenAllocator.variant(defect);
    World world =
        switch (defect) {
          case FORGETS_ON_OTHER_CPUS -> World.SEVERAL_CPUS;
          case LEAKS_WHEN_IT_FAILS -> World.LITTLE_MEMORY;
          default -> World.MUCH_MEMORY;
        };
    FailedSequence found =
        catchThrowableOfType(
            FailedSequence.class,
            () -> CONTRACT.randomRequestsAreAnsweredAsTheSlowModelAllows(broken, world));

    assertThat(found).as("a failure").isNotNull();
    int fewest = defect == Defect.LEAKS_WHEN_IT_FAILS ? 6 : 4;
    assertThat(found.commands()).as(found.getMessage()).hasSizeLessThanOrEqualTo(fewest);
  }

  @Test
  void whatIsFreedTwiceMustBeNoticed() {
    AllocatorVariant broken = BrokenAllocator.variant(Defect.MISSES_DOUBLE_FREES);
    assertThatThrownBy(() -> CONTRACT.freeingWhatIsNotTheAllocatorsIsRefused(broken))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void equalRunsMustBeEqual() {
    AllocatorVariant broken = BrokenAllocator.variant(Defect.ANSWERS_BY_CHANCE);
    assertThatThrownBy(
            () -> CONTRACT.equalRunsHaveEqualAnswersAndFigures(broken, World.MUCH_MEMORY))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void framesMustComeBack() {
    AllocatorVariant broken = BrokenAllocator.variant(Defect.KEEPS_FRAMES);
    assertThatThrownBy(() -> CONTRACT.framesComeBackWhenObjectsAreFreed(broken))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("frames kept");
  }
}
