package dev.tollgate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.run.RunResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Point 17: both directions of a stream, and DART's forms: which bridge forgets everything for one
 * page, and that a cleared entry leads to the dummy page instead of faulting.
 */
class Checklist17DirectionsAndDartTest {

  private static RunResult run(
      String machine, String environment, String iommu, String policy, String... settings) {
    ImmutableList<String> all =
        ImmutableList.<String>builder()
            .add("machine.ram=512M", "workload.stream.duration=10ms")
            .add("environment.xen-domu.memory=128M", "environment.xen-domu.domu-memory=64M")
            .add(settings)
            .build();
    return Streams.TOLLGATE.run(
        Streams.TOLLGATE
            .configure(Streams.TOLLGATE.settings().withOverrides(all))
            .runSpec(machine, environment, iommu, policy, "slab", "stream"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bare-metal", "xen-dom0", "xen-domu"})
  void eachDirectionMovesItsBytesAndMapsMoreWhenSending(String environment) {
    RunResult receives =
        run("x460", environment, "calgary", "native", "workload.stream.test=TCP_STREAM");
    RunResult sends =
        run("x460", environment, "calgary", "native", "workload.stream.test=TCP_MAERTS");

    assertThat(receives.value("stream.segments.received"))
        .isGreaterThan(receives.value("stream.segments.sent"));
    assertThat(sends.value("stream.segments.sent"))
        .isGreaterThan(sends.value("stream.segments.received"));
    assertThat((double) sends.value("dma.maps") / sends.value("stream.segments.sent"))
        .as("a header and 1.35 pages for each segment, and no less through a back end")
        .isGreaterThan(
            (double) receives.value("dma.maps") / receives.value("stream.segments.received"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bare-metal", "xen-dom0"})
  void u3ForgetsEverythingForOnePageAndU4OnlyThatPage(String environment) {
    RunResult u3 = run("g5", environment, "dart", "strict", "iommu.dart.model=u3");
    RunResult u4 = run("g5", environment, "dart", "strict", "iommu.dart.model=u4");

    assertThat(u3.value("safety.invalidations.selective")).isZero();
    assertThat(u3.value("safety.invalidations.whole")).isGreaterThan(100);
    assertThat(u4.value("safety.invalidations.selective")).isGreaterThan(100);
  }

  @Test
  void clearedEntryOfDartLeadsToTheDummyPageWhereCalgarysFaults() {
    RunResult dart = run("g5", "xen-dom0", "dart", "strict");
    RunResult calgary = run("x460", "xen-dom0", "calgary", "strict");

    assertThat(dart.value("safety.late.detected")).isZero();
    assertThat(dart.value("safety.late.absorbed")).isPositive();
    assertThat(calgary.value("safety.late.detected")).isPositive();
    assertThat(calgary.value("safety.late.absorbed")).isZero();
  }
}
