package dev.tollgate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.run.RunResult;
import org.junit.jupiter.api.Test;

/**
 * Point 11, and the ledger of each request of domU's disk: what blkfront and blkback of May 2007
 * take, as exact counts of Xen's steps.
 */
class Checklist11BlockLedgerTest {

  private static RunResult run() {
    ImmutableList<String> settings =
        ImmutableList.of(
            "machine.ram=512M",
            "environment.xen-domu.memory=128M",
            "environment.xen-domu.domu-memory=64M",
            "workload.disk.profile=../examples/profiles/database.fio",
            "workload.disk.duration=20ms");
    return Streams.TOLLGATE.run(
        Streams.TOLLGATE
            .configure(Streams.TOLLGATE.settings().withOverrides(settings))
            .runSpec("x460", "xen-domu", "calgary", "native", "slab", "disk"));
  }

  private static long steps(RunResult run, String step) {
    return run.cycles().stream()
        .filter(entry -> entry.step().id().equals(step))
        .mapToLong(CycleLedger.Entry::count)
        .sum();
  }

  @Test
  void eachRequestIsMappedByOneCrossingAndUnmappedByOneHoweverManyPagesItHas() {
    RunResult run = run();

    long requests = run.value("split.disk.taken");
    long pages = run.value("split.disk.mappings");
    assertThat(requests).isGreaterThan(20).isEqualTo(run.value("split.disk.requests"));
    assertThat(pages).isGreaterThan(requests).isLessThanOrEqualTo(11 * requests);
    assertThat(run.value("split.disk.refused")).isZero();
    assertThat(run.value("hypervisor.crossings.grants"))
        .as("not batched over requests; two more for the ring")
        .isEqualTo(2 * requests + 2);
    assertThat(run.value("hypervisor.grants.mapped")).isEqualTo(pages + 1);
    assertThat(run.value("hypervisor.grants.unmapped")).isEqualTo(pages + 1);
    assertThat(run.value("hypervisor.grants.copies")).isZero();
    assertThat(steps(run, "tlb-flush")).as("one for each unmapping").isEqualTo(requests + 1);
    assertThat(steps(run, "grant-entry")).as("made and ended").isEqualTo(2 * (pages + 1));
  }

  @Test
  void eachDmaSegmentIsMappedForTheDeviceBesides() {
    RunResult run = run();

    assertThat(run.value("dma.maps")).isLessThanOrEqualTo(run.value("split.disk.taken") + 64);
    assertThat(run.value("hypervisor.iommu.mapped"))
        .as("an entry for each page, however many maps")
        .isGreaterThanOrEqualTo(run.value("split.disk.mappings"));
  }
}
