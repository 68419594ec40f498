package dev.tollgate.core.iommu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays traces and holds every placement to what Linux's own code answered. */
class NextFitBitmapOracleTest {

  @ParameterizedTest
  @ValueSource(strings = {"oracle/iommu-1", "oracle/iommu-full-1"})
  void answersTheKernelsOwnCodeEntryForEntry(String name) {
    AreaTraceReplay replay = new AreaTraceReplay(Resources.lines(name + ".trace.gz"));

    assertThat(replay.placements())
        .containsExactlyElementsOf(Resources.lines(name + ".iommu.addr.gz"));
    assertThat(replay.report()).containsExactlyEntriesOf(Resources.report(name + ".iommu.txt"));
    assertThat(replay.bitmap().isConsistent()).isTrue();
  }
}
