package dev.tollgate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.run.RunResult;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Point 12, grant-integrated, in whole runs: what dom0's drivers no longer ask the DMA API for when
 * grant operations map domU's pages for its devices. Every byte is compared on the way.
 */
class Checklist12GrantIntegratedRunsTest {

  private static final Offset<Long> IN_FLIGHT = Offset.offset(64L);

  private static RunResult stream(String policy, String mapping, String test, String duration) {
    return run(
        "stream",
        policy,
        "environment.xen-domu.grant-mapping=" + mapping,
        "workload.stream.test=" + test,
        "workload.stream.duration=" + duration);
  }

  private static RunResult run(String workload, String policy, String... settings) {
    ImmutableList<String> all =
        ImmutableList.<String>builder()
            .add("machine.ram=512M", "environment.xen-domu.memory=128M")
            .add("environment.xen-domu.domu-memory=64M")
            .add(settings)
            .build();
    return Streams.TOLLGATE.run(
        Streams.TOLLGATE
            .configure(Streams.TOLLGATE.settings().withOverrides(all))
            .runSpec("x460", "xen-domu", "calgary", policy, "slab", workload));
  }

  private static long more(RunResult shorter, RunResult longer, String metric) {
    return longer.value(metric) - shorter.value(metric);
  }

  @Test
  void sentPacketIsMappedOnceForItsHeaderAndNotForItsPages() {
    RunResult shorter = stream("native", "device", "TCP_MAERTS", "10ms");
    RunResult longer = stream("native", "device", "TCP_MAERTS", "30ms");
    RunResult host = stream("native", "host", "TCP_MAERTS", "30ms");

    long sent = more(shorter, longer, "split.net.from-guest.packets");
    assertThat(sent).isGreaterThan(1000);
    assertThat(more(shorter, longer, "dma.maps"))
        .as("64 bytes of header each; short frames received are copied")
        .isCloseTo(sent, IN_FLIGHT);
    assertThat((double) host.value("dma.maps") / host.value("split.net.from-guest.packets"))
        .isGreaterThan(2.3);
    assertThat(longer.value("hypervisor.iommu.requests"))
        .as("each of them a call, and none else")
        .isEqualTo(longer.value("dma.maps") + longer.value("dma.unmaps"));
    assertThat(longer.value("hypervisor.crossings.grants"))
        .as("as many grant calls as before: two more for the rings")
        .isEqualTo(
            longer.value("split.net.from-guest.batches")
                + longer.value("split.net.from-guest.unmap-batches")
                + 2);
    assertThat(longer.value("hypervisor.iommu.granted"))
        .as("frames, of which some are granted twice at a time")
        .isPositive()
        .isLessThanOrEqualTo(longer.value("split.net.from-guest.mappings"));
    assertThat(host.value("hypervisor.iommu.granted")).isZero();
  }

  @Test
  void acknowledgementIsMappedOnceInsteadOfTwice() {
    RunResult shorter = stream("native", "device", "TCP_STREAM", "10ms");
    RunResult longer = stream("native", "device", "TCP_STREAM", "30ms");

    assertThat(more(shorter, longer, "dma.maps"))
        .isCloseTo(
            more(shorter, longer, "split.net.to-guest.packets")
                + more(shorter, longer, "split.net.from-guest.packets"),
            IN_FLIGHT);
  }

  @Test
  void unitForgetsOnceForEachUnmappingAndEveryEntryThatWasMadeIsEnded() {
    RunResult run = stream("native", "device", "TCP_MAERTS", "20ms");

    assertThat(run.value("hypervisor.iommu.flushes"))
        .as("none where all that ended were frames still granted otherwise")
        .isPositive()
        .isLessThanOrEqualTo(run.value("split.net.from-guest.unmap-batches"))
        .isEqualTo(run.value("safety.invalidations.whole"));
    assertThat(run.value("safety.stale.windows"))
        .as("a page has its window when the last packet on it is sent")
        .isGreaterThanOrEqualTo(run.value("hypervisor.iommu.granted"));
    assertThat(run.value("hypervisor.frames.left.mapped")).isZero();
    assertThat(run.value("hypervisor.frames.left.cached")).isZero();
    assertThat(run.value("hypervisor.iommu.refused")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"strict", "batched", "cached", "never-free", "pre-allocated"})
  void itGoesWithEveryPolicyThatDoesNotCopy(String policy) {
    RunResult run = stream(policy, "device", "TCP_MAERTS", "10ms");

    assertThat(run.value("hypervisor.iommu.granted")).isPositive();
    assertThat(run.value("safety.accesses.refused")).isZero();
    assertThat(run.value("split.net.drops.refused")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fc-san", "nvme"})
  void requestOfADiskTakesNoCallOfTheDmaApi(String device) {
    String[] settings = {
      "workload.disk.profile=../examples/profiles/database.fio",
      "workload.disk.duration=10ms",
      "workload.disk.device=" + device,
      "environment.xen-domu.grant-mapping=device"
    };
    RunResult run = run("disk", "native", settings);

    assertThat(run.value("split.disk.taken")).isGreaterThan(10);
    assertThat(run.value("dma.scatter.maps")).isZero();
    assertThat(run.value("hypervisor.iommu.granted")).isPositive();
    assertThat(run.value("hypervisor.crossings.grants"))
        .isEqualTo(2 * run.value("split.disk.taken") + 2);
    assertThat(run.value("hypervisor.iommu.flushes")).isEqualTo(run.value("split.disk.taken"));
    assertThat(run.value("hypervisor.frames.left.mapped")).isZero();
  }
}
