package dev.tollgate.workload.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.run.RunResult;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainReplayTest {

  private final Path folder;

  PlainReplayTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path trace(String... lines) {
    return ReplayBench.write(folder, "plain.trace", lines);
  }

  private RunResult place(Path trace, String... settings) {
    String[] all = Arrays.copyOf(settings, settings.length + 1);
    all[settings.length] = "placements=\"" + folder.resolve("out") + "\"";
    return ReplayBench.replayBehindIommu("deferred", trace, all);
  }

  @Test
  void writesWhereEachMappingWent() {
    Path trace =
        trace(
            "table 8",
            "map 1 3",
            "map 2 2 4",
            "unmap 1",
            "map 3 2",
            "map 4 1",
            "map 5 8",
            "map 1 1");

    RunResult result = place(trace);

    assertThat(folder.resolve("out")).hasContent("1 0\n2 4\n3 6\n4 0 *\n5 full *\n1 1\n");
    assertThat(result.value("workload.events")).isEqualTo(7);
    assertThat(result.value("workload.maps")).isEqualTo(6);
    assertThat(result.value("workload.maps.failed")).isEqualTo(1);
    assertThat(result.value("workload.unmaps")).isEqualTo(1);
    assertThat(result.value("workload.live")).isEqualTo(4);
  }

  @Test
  void mapsTheFramesThatTheNumberNames() {
    Path trace = trace("map 4096 2");

    RunResult result = ReplayBench.replay(trace);

    assertThat(result.value("bus.writes")).isEqualTo(1);
    assertThat(result.value("safety.accesses.entitled")).isEqualTo(1);
    assertThat(result.value("dma.bytes.mapped")).isEqualTo(8192);
  }

  @Test
  void numbersBeginAgainAt28Bits() {
    long beyondMemory = 1 << 27;
    long small = (5L << 28) + 3;

    assertThat(ReplayBench.replay(trace("map " + small + " 1")).value("workload.maps.failed"))
        .isZero();
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> ReplayBench.replay(trace("map " + beyondMemory + " 1")))
        .withMessageContaining("at 0x8000000000 is not in memory");
  }

  @Test
  void countsUnmapsOfWhatIsNotMapped() {
    RunResult result = place(trace("map 1 1", "unmap 2", "unmap 1", "unmap 1"));

    assertThat(result.value("workload.unmaps.unmatched")).isEqualTo(2);
    assertThat(result.value("dma.unmaps")).isEqualTo(1);
  }

  @Test
  void numberMappedTwiceLosesItsFirstMapping() {
    RunResult result = place(trace("map 1 3", "map 1 2", "unmap 1"));

    assertThat(result.value("workload.maps.replaced")).isEqualTo(1);
    assertThat(result.value("workload.unmaps.unmatched")).isZero();
    assertThat(result.value("dma.unmaps")).isEqualTo(2);
    assertThat(result.value("workload.live")).isZero();
  }

  @Test
  void everyPassBeginsWithNothingMapped() {
    Path trace = trace("table 16", "map 1 2", "map 2 2", "unmap 1");

    RunResult result = place(trace, "repeat=3");

    assertThat(result.value("workload.maps")).isEqualTo(6);
    assertThat(result.value("workload.events")).isEqualTo(9);
    assertThat(result.value("workload.unmaps.unmatched")).isZero();
    assertThat(result.value("workload.unmaps")).isEqualTo(3);
    assertThat(result.value("dma.unmaps")).isEqualTo(5);
    assertThat(result.value("workload.live")).isEqualTo(1);
    assertThat(result.value("safety.mappings.peak")).isEqualTo(2);
  }

  @Test
  void saysWhatATraceWithoutTimesCannotShow() {
    assertThat(place(trace("map 1 1")).unobservable())
        .containsKeys("safety.stale", "safety.worst", "safety.reach", "safety.rights");
  }

  @Test
  void digestDoesNotDependOnWhetherPlacementsAreWritten() {
    Path trace = trace("map 1 3", "map 2 2", "unmap 1", "map 3 2");

    assertThat(ReplayBench.replayBehindIommu("deferred", trace).value("workload.placements.digest"))
        .isEqualTo(place(trace).value("workload.placements.digest"));
  }

  @Test
  void allocationsAreRefused() {
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> ReplayBench.replay(trace("kmalloc 1 100")))
        .withMessageContaining("holds no mappings but allocations");
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> ReplayBench.replay(trace("map 1 1", "kmalloc 1 100")))
        .withMessageContaining("plain.trace:2: 'kmalloc' in a trace of mappings");
  }

  @Test
  void mappingsLargerThanAnyTableAreRefused() {
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> ReplayBench.replay(trace("map 1 1", "map 2 4294967297")))
        .withMessageContaining("plain.trace:2: NPAGES is 4294967297; expected at most 1048575");
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> ReplayBench.replay(trace("map 1 1 4294967296")))
        .withMessageContaining("plain.trace:1: ALIGN is 4294967296");
  }

  @Test
  void placementsThatCannotBeWrittenAreRefused() {
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> ReplayBench.replay(trace("map 1 1"), "placements=\"" + folder + "\""))
        .withMessageContaining(folder.toString());
  }
}
