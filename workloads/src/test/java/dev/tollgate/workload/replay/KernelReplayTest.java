package dev.tollgate.workload.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelReplayTest {

  private final Path folder;

  KernelReplayTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** A trace with one event every 10 microseconds. */
  private Path trace(String... events) {
    String[] lines = new String[events.length];
    for (int i = 0; i < events.length; i++) {
      lines[i] = "             fio-65      [000] d.h..     6.%06d: %s".formatted(10 * i, events[i]);
    }
    return ReplayBench.write(folder, "kernel.trace", lines);
  }

  private static String map(long address, long physical, long bytes) {
    return "map: IOMMU: iova=0x%016x - 0x%016x paddr=0x%016x size=%d"
        .formatted(address, address + bytes, physical, bytes);
  }

  private static String unmap(long address, long bytes) {
    return "unmap: IOMMU: iova=0x%016x - 0x%016x size=%d unmapped_size=%d"
        .formatted(address, address + bytes, bytes, bytes);
  }

  private static RunResult once(Path trace) {
    return ReplayBench.replayBehindIommu("deferred", trace, "accesses=once-per-page");
  }

  @Test
  void mapsAndUnmapsAtTheRecordedTimes() {
    Path trace =
        trace(
            map(0xfffe0000L, 0x1000, 8192),
            map(0xfffd0000L, 0x9000, 4096),
            unmap(0xfffe0000L, 8192));

    RunResult result = once(trace);

    assertThat(result.value("workload.events")).isEqualTo(3);
    assertThat(result.value("workload.maps")).isEqualTo(2);
    assertThat(result.value("workload.unmaps")).isEqualTo(1);
    assertThat(result.value("workload.unmaps.unmatched")).isZero();
    assertThat(result.value("workload.live")).isEqualTo(1);
    assertThat(result.value("workload.live.peak")).isEqualTo(2);
    assertThat(result.value("workload.accesses")).isEqualTo(3);
    assertThat(result.value("safety.accesses.entitled")).isEqualTo(3);
    // Two pages reachable for 20 microseconds, one for 10: in byte-milliseconds.
    assertThat(result.value("safety.reach.entitled")).isEqualTo(Math.round(4096 * 0.05));
  }

  @Test
  void staleWindowsAreRealMicroseconds() {
    Path trace =
        trace(
            map(0xfffe0000L, 0x1000, 4096),
            unmap(0xfffe0000L, 4096),
            map(0xfffd0000L, 0x9000, 64 * 4096));

    RunResult deferred = once(trace);
    RunResult strict = ReplayBench.replayBehindIommu("strict", trace, "accesses=once-per-page");

    // The search for 64 pages comes to the end, 10 microseconds after the unmap.
    assertThat(deferred.value("safety.invalidations.whole")).isEqualTo(1);
    assertThat(deferred.value("safety.stale.windows")).isEqualTo(1);
    assertThat(deferred.value("safety.stale.max")).isEqualTo(10_000_000);
    assertThat(strict.value("safety.stale.max")).isZero();
  }

  @Test
  void unmapsAreMatchedAsTheSummaryMatchesThem() {
    Path trace =
        trace(
            map(0xfffe0000L, 0x1000, 4096),
            map(0xfffe1000L, 0x5000, 4096),
            map(0xfffe2000L, 0x9000, 16384),
            unmap(0xfff00000L, 4096), // mapped before the trace
            unmap(0xfff00000L, 4096), // not mapped now
            unmap(0xfffe0000L, 8192), // two mappings
            unmap(0xfffe2000L, 4096), // a first part
            unmap(0xfffe3000L, 12288)); // the rest

    RunResult result = once(trace);

    assertThat(result.value("workload.unmaps.mapped-before")).isEqualTo(1);
    assertThat(result.value("workload.unmaps.unmatched")).isEqualTo(1);
    assertThat(result.value("workload.unmaps.partial")).isEqualTo(1);
    assertThat(result.value("dma.unmaps")).isEqualTo(3);
    assertThat(result.value("workload.live")).isZero();
    assertThat(result.value("workload.accesses")).isEqualTo(6);
  }

  @Test
  void unmapThatReachesBeyondWhatIsMappedIsUnmatched() {
    RunResult result = once(trace(map(0xfffe0000L, 0x1000, 4096), unmap(0xfffe0000L, 8192)));

    assertThat(result.value("workload.unmaps.unmatched")).isEqualTo(1);
    assertThat(result.value("workload.live")).isZero();
  }

  @Test
  void mapOverALiveOneEndsThatFirst() {
    RunResult result = once(trace(map(0xfffe0000L, 0x1000, 4096), map(0xfffe0000L, 0x2000, 4096)));

    assertThat(result.value("workload.maps.replaced")).isEqualTo(1);
    assertThat(result.value("dma.unmaps")).isEqualTo(1);
    assertThat(result.value("workload.live")).isEqualTo(1);
  }

  @Test
  void everyPassBeginsWithNothingMapped() {
    Path trace =
        trace(
            unmap(0xfff00000L, 4096),
            map(0xfffe0000L, 0x1000, 4096),
            map(0xfffd0000L, 0x2000, 4096),
            unmap(0xfffd0000L, 4096));

    RunResult result =
        ReplayBench.replayBehindIommu("strict", trace, "accesses=once-per-page", "repeat=4");

    assertThat(result.value("workload.events")).isEqualTo(16);
    assertThat(result.value("workload.unmaps.mapped-before")).isEqualTo(4);
    assertThat(result.value("workload.unmaps.unmatched")).isZero();
    assertThat(result.value("workload.maps.replaced")).isZero();
    assertThat(result.value("workload.live")).isEqualTo(1);
    assertThat(result.value("safety.mappings.peak")).isEqualTo(2);
  }

  @Test
  void dmaEventsKeepDeviceDirectionAndBytes() {
    Path trace =
        trace(
            "dma_map_page: 0000:00:04.0 dir=FROM_DEVICE dma_addr=fffdf000 size=1514"
                + " phys_addr=83e0040 attrs=",
            "dma_map_page: 0000:00:05.0 dir=TO_DEVICE dma_addr=fffdf000 size=100"
                + " phys_addr=93e0000 attrs=",
            "dma_sync_single_for_cpu: 0000:00:04.0 dir=FROM_DEVICE dma_addr=fffdf000 size=1514",
            "dma_sync_single_for_device: 0000:00:04.0 dir=FROM_DEVICE dma_addr=fffdf000 size=9999",
            "dma_unmap_page: 0000:00:04.0 dir=FROM_DEVICE dma_addr=fffdf000 size=1514 attrs=",
            "dma_unmap_page: 0000:00:05.0 dir=TO_DEVICE dma_addr=fffdf000 size=100 attrs=");

    RunResult result = once(trace);

    assertThat(result.unobservable()).isEmpty();
    assertThat(result.value("workload.maps")).isEqualTo(2);
    assertThat(result.value("workload.maps.replaced")).isZero();
    assertThat(result.value("workload.syncs")).isEqualTo(2);
    assertThat(result.value("dma.bytes.mapped")).isEqualTo(1614);
    assertThat(result.value("bus.writes")).isEqualTo(1);
    assertThat(result.value("bus.reads")).isEqualTo(1);
    assertThat(result.value("safety.accesses.entitled")).isEqualTo(2);
    assertThat(result.value("safety.reach.sub-page")).isPositive();
    assertThat(result.value("workload.unmaps.unmatched")).isZero();
  }

  @Test
  void scatterListIsOneCallForAllItsPieces() {
    Path trace =
        trace(
            "dma_map_sg: 0000:00:04.0 dir=TO_DEVICE dma_addrs={0xfffc0000,0xfffd0200}"
                + " sizes={0x1000,0x200} phys_addrs={0x84bf000,0x9000200} attrs=",
            "dma_sync_sg_for_device: 0000:00:04.0 dir=TO_DEVICE dma_addrs={0xfffc0000,0xfffd0200}"
                + " sizes={0x1000,0x200}",
            "dma_unmap_sg: 0000:00:04.0 dir=TO_DEVICE phys_addrs={0x84bf000,0x9000200} attrs=");

    RunResult result = once(trace);

    assertThat(result.value("workload.maps")).isEqualTo(2);
    assertThat(result.value("workload.unmaps")).isEqualTo(2);
    assertThat(result.value("workload.syncs")).isEqualTo(1);
    assertThat(result.value("dma.maps")).isEqualTo(1);
    assertThat(result.value("dma.unmaps")).isEqualTo(1);
    assertThat(result.value("dma.bytes.mapped")).isEqualTo(0x1200);
    assertThat(result.value("workload.accesses")).isEqualTo(2);
    assertThat(result.value("workload.live")).isZero();
  }

  @Test
  void listMappedBeforeTheTraceIsNotUnmatched() {
    RunResult result =
        once(
            trace(
                "dma_map_page: 0000:00:04.0 dir=FROM_DEVICE dma_addr=fffdf000 size=1514"
                    + " phys_addr=83e0040 attrs=",
                "dma_unmap_sg: 0000:00:04.0 dir=TO_DEVICE phys_addrs={0x84bf000} attrs="));

    assertThat(result.value("workload.unmaps.mapped-before")).isEqualTo(1);
    assertThat(result.value("workload.unmaps.unmatched")).isZero();
  }

  @Test
  void allocationOfUnknownMemoryIsLeftOutWithItsFree() {
    RunResult result =
        once(
            trace(
                "dma_alloc: 0000:00:04.0 dma_addr=ffff0000 size=8192 virt_addr=00000000d1c3a2b4"
                    + " flags=GFP_KERNEL attrs=",
                "dma_free: 0000:00:04.0 dma_addr=ffff0000 size=8192 virt_addr=00000000d1c3a2b4"
                    + " attrs="));

    assertThat(result.value("workload.maps")).isZero();
    assertThat(result.value("workload.maps.without-memory")).isEqualTo(1);
    assertThat(result.value("workload.unmaps.unmatched")).isZero();
    assertThat(result.value("workload.unmaps.mapped-before")).isZero();
  }

  @Test
  void ringsAreUsedAsOftenAsTheModelSaysAndCountedApart() {
    String[] events = new String[2000];
    for (int i = 0; i < 1000; i++) {
      events[2 * i] = map(0xfffe0000L, 0x1000, 4096);
      events[2 * i + 1] = unmap(0xfffe0000L, 4096);
    }
    Path trace = trace(events);

    RunResult fitted = ReplayBench.replayBehindIommu("strict", trace, "accesses=fitted-nic");
    RunResult once = ReplayBench.replayBehindIommu("strict", trace, "accesses=once-per-page");

    assertThat(fitted.value("workload.accesses")).isEqualTo(1000);
    assertThat(fitted.value("workload.rings")).isEqualTo(1);
    assertThat(fitted.value("workload.ring-accesses")).isEqualTo(2342);
    assertThat(fitted.value("safety.accesses.entitled")).isEqualTo(3342);
    assertThat(fitted.value("workload.maps")).isEqualTo(1000);
    assertThat(fitted.value("dma.maps")).isEqualTo(1001);
    assertThat(once.value("workload.rings")).isZero();
    assertThat(once.value("dma.maps")).isEqualTo(1000);
  }

  @Test
  void withoutAccessesSaysThatNoneWereMade() {
    RunResult result =
        ReplayBench.replayBehindIommu(
            "strict", trace(map(0xfffe0000L, 0x1000, 4096)), "accesses=none");

    assertThat(result.value("workload.accesses")).isZero();
    assertThat(result.unobservable())
        .containsKeys("safety.stale.accesses", "safety.stray", "safety.reach.sub-page");
  }

  @Test
  void driverAsksWhetherEachMappingFailed() {
    Path trace = trace(map(0xfffe0000L, 0x1000, 4096), unmap(0xfffe0000L, 4096));
    RunSpec spec = ReplayBench.spec("lab", trace);
    RunSpec debugged =
        new RunSpec(
            spec.machine(),
            spec.prices(),
            spec.iommu(),
            spec.policy(),
            spec.allocator(),
            spec.workload(),
            spec.parameters(),
            true,
            1);

    RunResult result = Tollgate.load().run(debugged);

    assertThat(result.value("dma.debug.map-error-not-checked")).isZero();
    assertThat(result.value("dma.debug.pending-at-release")).as("the ring").isEqualTo(1);
    assertThat(result.value("dma.debug.errors")).isEqualTo(1);
  }

  @Test
  void equalSeedsGiveEqualResults() {
    Path trace =
        trace(
            map(0xfffe0000L, 0x1000, 65536),
            map(0xfffd0000L, 0x1000, 4096),
            unmap(0xfffd0000L, 4096));

    assertThat(ReplayBench.replayBehindIommu("strict", trace))
        .isEqualTo(ReplayBench.replayBehindIommu("strict", trace));
  }

  @Test
  void mappingBeyondMemoryIsRefused() {
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> once(trace(map(0xfffe0000L, 1L << 40, 4096))))
        .withMessageContaining("is not in memory")
        .withMessageContaining("choose a machine with more memory");
  }

  @Test
  void traceWithoutMappingsIsRefused() {
    Path trace =
        trace(
            "kmalloc: call_site=load_elf+0x1/0x2 ptr=00000000d1c3a2b4 bytes_req=100"
                + " bytes_alloc=104 gfp_flags=GFP_KERNEL");

    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> once(trace))
        .withMessageContaining(trace + " holds no mappings")
        .withMessageContaining("iommu:map");
  }

  @Test
  void missingFilesFoldersAndLogsAreRefused() {
    Path missing = folder.resolve("missing");
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> once(missing))
        .withMessageContaining(missing + ": no such file");
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> once(folder))
        .withMessageContaining("is a directory");
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> once(ReplayBench.example("rx16k-strict+device.vtd.gz")))
        .withMessageContaining("is the access log of an IOMMU unit");
    Path trace = trace(map(0xfffe0000L, 0x1000, 4096));
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> ReplayBench.replay(trace, "log=\"" + missing + "\""))
        .withMessageContaining("workload.replay.log: there is no file");
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> ReplayBench.replay(trace, "placements=\"" + missing + "\""))
        .withMessageContaining("is for plain traces");
  }
}
