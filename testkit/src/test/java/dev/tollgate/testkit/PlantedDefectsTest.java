package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The random sequences find every planted defect and show it in a few commands. */
class PlantedDefectsTest {

  @ParameterizedTest
  @EnumSource
  void aDefectIsFoundAndShrunk(BrokenIommu.Defect defect) {
    IommuVariant broken = BrokenIommu.variant(defect);
    CommandSequence<IommuCommand> sequences =
        new CommandSequence<>(
            new IommuCommands(), commands -> new IommuPlayer(broken).play(commands));

    FailedSequence found =
        catchThrowableOfType(FailedSequence.class, () -> sequences.check(1, 40, 300));

    int fewest = defect == BrokenIommu.Defect.SKIPS_AN_INVALIDATION ? 4 : 5;
    assertThat(found).as("a failure").isNotNull();
    assertThat(found.commands()).as(found.getMessage()).hasSizeLessThanOrEqualTo(fewest);
  }
}
