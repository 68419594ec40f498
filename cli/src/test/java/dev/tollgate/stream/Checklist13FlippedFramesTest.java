package dev.tollgate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.run.RunResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Points 13 and 14 in whole runs: pre-allocated entries follow page flips, and no frame is flipped
 * while devices may still reach it.
 */
class Checklist13FlippedFramesTest {

  private static RunResult run(String policy, String receive, String... settings) {
    ImmutableList<String> all =
        ImmutableList.<String>builder()
            .add("machine.ram=512M", "environment.xen-domu.memory=128M")
            .add("environment.xen-domu.domu-memory=64M", "workload.stream.duration=20ms")
            .add("environment.xen-domu.receive=" + receive)
            .add(settings)
            .build();
    return Streams.TOLLGATE.run(
        Streams.TOLLGATE
            .configure(Streams.TOLLGATE.settings().withOverrides(all))
            .runSpec("x460", "xen-domu", "calgary", policy, "slab", "stream"));
  }

  @Test
  void eachFlippedPageRewritesTheEntryOfDom0sPageAndTheUnitForgetsTheOldOne() {
    RunResult copied = run("pre-allocated", "copy");
    RunResult flipped = run("pre-allocated", "flip");

    long flips = flipped.value("split.net.to-guest.flips");
    assertThat(flips).isGreaterThan(500);
    assertThat(copied.value("policy.preallocated.rewritten")).isZero();
    assertThat(flipped.value("policy.preallocated.rewritten"))
        .as("the entry of dom0's page cleared, and written for the replacement")
        .isEqualTo(2 * flips);
    assertThat(flipped.value("policy.preallocated.entries"))
        .as("every page of dom0 has its entry at the end")
        .isEqualTo(copied.value("policy.preallocated.entries"));
    assertThat(flipped.value("hypervisor.iommu.flushes"))
        .as("one for each flip, and one for each granted page that was sent")
        .isEqualTo(flips + flipped.value("policy.preallocated.exceptions"));
    assertThat(flipped.value("hypervisor.iommu.refused")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "strict", "pre-allocated", "cached", "never-free"})
  void noFlippedFrameIsReachableByDevicesAnyMore(String policy) {
    RunResult run = run(policy, "flip");

    assertThat(run.value("split.net.to-guest.flips")).isPositive();
    assertThat(run.value("hypervisor.frames.left.mapped")).isZero();
    assertThat(run.value("hypervisor.frames.left.cached")).isZero();
  }
}
