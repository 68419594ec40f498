package dev.tollgate.workload.trace;

import static dev.tollgate.workload.trace.LiveMappings.Match.MAPPED_BEFORE;
import static dev.tollgate.workload.trace.LiveMappings.Match.MATCHED;
import static dev.tollgate.workload.trace.LiveMappings.Match.UNMATCHED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LiveMappingsTest {

  private final LiveMappings live = new LiveMappings();

  @Test
  void matchesAnUnmapWithItsMap() {
    assertThat(live.map(0, 0x1000, 4096)).isTrue();
    assertThat(live.count()).isEqualTo(1);
    assertThat(live.unmap(0, 0x1000, 4096)).isEqualTo(MATCHED);
    assertThat(live.count()).isZero();
    assertThat(live.bytes()).isZero();
    assertThat(live.peakBytes()).isEqualTo(4096);
  }

  @Test
  void tellsWhatWasMappedBeforeFromWhatIsUnmappedTwice() {
    assertThat(live.unmap(0, 0x1000, 4096)).isEqualTo(MAPPED_BEFORE);
    assertThat(live.unmap(0, 0x1000, 4096)).isEqualTo(UNMATCHED);
    live.map(0, 0x1000, 4096);
    assertThat(live.unmap(0, 0x1000, 4096)).isEqualTo(MATCHED);
    assertThat(live.unmap(0, 0x1000, 4096)).isEqualTo(UNMATCHED);
  }

  @Test
  void matchesOneUnmapWithSeveralMapsAndTheReverse() {
    live.map(0, 0x1000, 4096);
    live.map(0, 0x2000, 8192);
    assertThat(live.unmap(0, 0x1000, 12288)).isEqualTo(MATCHED);
    assertThat(live.count()).isZero();

    live.map(0, 0x1000, 12288);
    assertThat(live.unmap(0, 0x1000, 4096)).isEqualTo(MATCHED);
    assertThat(live.count()).isEqualTo(1);
    assertThat(live.bytes()).isEqualTo(8192);
    assertThat(live.unmap(0, 0x2000, 8192)).isEqualTo(MATCHED);
    assertThat(live.count()).isZero();
  }

  @Test
  void isNotMatchedWhenOnlyAPartIsMapped() {
    live.map(0, 0x1000, 4096);
    assertThat(live.unmap(0, 0x1000, 8192)).isEqualTo(UNMATCHED);
    assertThat(live.count()).isZero();
  }

  @Test
  void reportsAMapOverALiveOne() {
    live.map(0, 0x1000, 4096);
    assertThat(live.map(0, 0x1000, 8192)).isFalse();
    assertThat(live.count()).isEqualTo(1);
    assertThat(live.bytes()).isEqualTo(8192);
  }

  @Test
  void keepsAddressSpacesApart() {
    live.map(0, 0x1000, 4096);
    assertThat(live.map(5, 0x1000, 4096)).isTrue();
    assertThat(live.unmap(4, 0x1000, 4096)).isEqualTo(MAPPED_BEFORE);
    assertThat(live.unmap(5, 0x1000, 4096)).isEqualTo(MATCHED);
    assertThat(live.unmap(0, 0x1000, 4096)).isEqualTo(MATCHED);
  }
}
