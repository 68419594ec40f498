package dev.tollgate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.run.RunResult;
import org.junit.jupiter.api.Test;

/** A stream in dom0: the same bytes and maps as on bare metal, and what Xen takes for them. */
class XenStreamTest {

  private static RunResult run(String environment, String iommu, String... settings) {
    return run(environment, iommu, iommu.equals("off") ? "off" : "native", settings);
  }

  private static RunResult run(String environment, String iommu, String policy, String[] settings) {
    ImmutableList<String> all =
        ImmutableList.<String>builder()
            .add(
                "machine.ram=256M",
                "workload.stream.duration=20ms",
                "workload.stream.test=TCP_MAERTS")
            .add(settings)
            .build();
    return Streams.TOLLGATE.run(
        Streams.TOLLGATE
            .configure(Streams.TOLLGATE.settings().withOverrides(all))
            .runSpec("x460", environment, iommu, policy, "slab", "stream"));
  }

  @Test
  void everyMapAndUnmapIsACallAndAlmostAllAreForASingleEntry() {
    RunResult dom0 = run("xen-dom0", "calgary");

    assertThat(dom0.value("hypervisor.iommu.requests"))
        .isEqualTo(dom0.value("dma.maps") + dom0.value("dma.unmaps"));
    assertThat(dom0.value("hypervisor.crossings.batch"))
        .as("multicalls, whatever they hold")
        .isEqualTo(dom0.value("hypervisor.iommu.requests"));
    assertThat(dom0.value("hypervisor.iommu.requests.single") * 100)
        .isGreaterThan(dom0.value("hypervisor.iommu.requests") * 98);
    assertThat(dom0.value("hypervisor.iommu.refused")).isZero();
    assertThat(dom0.value("hypervisor.frames.left.mapped")).isZero();
    assertThat(dom0.value("hypervisor.frames.left.cached")).isZero();
  }

  @Test
  void busyTimeIsSplitBetweenDom0AndXenWithoutRest() {
    RunResult dom0 = run("xen-dom0", "calgary");

    assertThat(
            dom0.value("hypervisor.cpu.busy.dom0") + dom0.value("hypervisor.cpu.busy.hypervisor"))
        .isEqualTo(dom0.value("cpu.busy"));
    assertThat(dom0.value("hypervisor.cpu.potential.dom0"))
        .isEqualTo(8 * dom0.value("cpu.elapsed"));
  }

  @Test
  void withoutIommuXenCostsLessThanWithOneAndMoreThanNothing() {
    long bare = run("bare-metal", "off").value("stream.cpu.busy");
    long off = run("xen-dom0", "off").value("stream.cpu.busy");
    long on = run("xen-dom0", "calgary").value("stream.cpu.busy");

    assertThat(bare).isLessThan(off);
    assertThat(off).isLessThan(on);
  }

  @Test
  void preAllocatedMemoryIsMappedWithoutACallWhileTheStreamRuns() {
    String[] shorter = {"workload.stream.duration=10ms"};
    String[] longer = {"workload.stream.duration=20ms"};

    RunResult first = run("xen-dom0", "calgary", "pre-allocated", shorter);
    RunResult second = run("xen-dom0", "calgary", "pre-allocated", longer);

    assertThat(second.value("dma.maps")).isGreaterThan(first.value("dma.maps") + 1000);
    assertThat(second.value("hypervisor.iommu.requests"))
        .isEqualTo(first.value("hypervisor.iommu.requests"));
    assertThat(second.value("policy.preallocated.exceptions")).isZero();
    assertThat(second.value("policy.preallocated.entries")).isGreaterThan(50_000);
  }

  @Test
  void callThatBypassesMulticallsForSingleEntriesIsCheaper() {
    RunResult always = run("xen-dom0", "calgary");
    RunResult bypassing =
        run("xen-dom0", "calgary", "environment.xen-dom0.multicall=bypass-singleton");

    assertThat(bypassing.value("stream.cpu.busy")).isLessThan(always.value("stream.cpu.busy"));
    assertThat(bypassing.value("hypervisor.crossings.batch"))
        .isLessThan(always.value("hypervisor.crossings.batch") / 50);
  }
}
