package dev.tollgate.workload.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.run.RunResult;
import dev.tollgate.workload.trace.DeviceLog;
import dev.tollgate.workload.trace.JoinReport;
import dev.tollgate.workload.trace.MappingSummary;
import dev.tollgate.workload.trace.TraceSummary;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A real trace with the log of its IOMMU unit, beside what was measured of the pair itself. */
class LoggedReplayTest {

  private static final Path TRACE = ReplayBench.example("rx16k-strict+device.ftrace.gz");

  @Test
  void figuresAreThoseOfTraceAndLog() {
    RunResult result = ReplayBench.replay(TRACE);

    JoinReport joined =
        DeviceLog.align(TRACE, Objects.requireNonNull(DeviceLog.beside(TRACE))).report();
    assertThat(result.value("workload.accesses"))
        .isEqualTo(25_927)
        .isEqualTo(joined.inMapping() + joined.mappedBefore());
    assertThat(result.value("workload.accesses.elsewhere")).isZero();
    assertThat(result.value("safety.accesses.entitled")).isEqualTo(25_927);
    assertThat(result.value("workload.ring-accesses")).isZero();
    assertThat(result.value("workload.unmaps.unmatched")).isZero();
    assertThat(result.value("workload.unmaps.mapped-before")).isZero();
    assertThat(result.value("workload.maps.replaced")).isZero();
  }

  @Test
  void everyUnmapButTheLastHasItsInvalidation() {
    RunResult result = ReplayBench.replay(TRACE);

    assertThat(result.value("workload.recorded.invalidations.pages")).isEqualTo(5_954);
    assertThat(result.value("workload.unmaps")).isEqualTo(5_955);
    assertThat(result.value("workload.recorded.invalidations.domain")).isZero();
  }

  @Test
  void recordedStaleWindowsOfAStrictMachineLastAboutAMicrosecond() {
    RunResult result = ReplayBench.replay(TRACE);

    assertThat(result.value("workload.recorded.stale.p50")).isBetween(500L, 2_000L);
    assertThat(result.value("workload.recorded.stale.p99")).isBetween(2_000L, 100_000L);
    assertThat(result.value("workload.recorded.stale.windows")).isBetween(5_000L, 10_000L);
    assertThat(result.value("workload.log.uncertainty")).isBetween(1L, 20_000L);
  }

  @Test
  void withoutTheLogTheSameMappingsAreMadeAndSomeWereThereBefore() {
    RunResult result = ReplayBench.replay(TRACE, "log=none");

    MappingSummary summary = Objects.requireNonNull(TraceSummary.of(TRACE).mappings());
    assertThat(result.value("workload.maps")).isEqualTo(summary.maps());
    assertThat(result.value("workload.unmaps")).isEqualTo(summary.unmaps());
    assertThat(result.value("workload.unmaps.mapped-before")).isEqualTo(summary.mappedBefore());
    assertThat(result.value("workload.unmaps.unmatched")).isZero();
    assertThat(result.value("workload.live")).isEqualTo(summary.liveAtEnd());
    assertThat(result.metrics()).doesNotContainKey("workload.recorded.stale.p50");
  }

  @Test
  void passesDoNotDisturbEachOther() {
    RunResult once = ReplayBench.replay(TRACE);
    RunResult twice = ReplayBench.replay(TRACE, "repeat=2");

    for (String name :
        new String[] {
          "workload.accesses",
          "workload.maps",
          "workload.recorded.stale.windows",
          "workload.mapped-before"
        }) {
      assertThat(twice.value(name)).as(name).isEqualTo(2 * once.value(name));
    }
    assertThat(twice.value("workload.recorded.stale.p50"))
        .isEqualTo(once.value("workload.recorded.stale.p50"));
  }
}
