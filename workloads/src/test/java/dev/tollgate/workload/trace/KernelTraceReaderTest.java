package dev.tollgate.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelTraceReaderTest {

  private final Path folder;

  KernelTraceReaderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void keepsTimeFromRunningBackwards() {
    String text =
        TraceFiles.map(5.000003, 0x1000, 0x1000, 4096)
            + TraceFiles.map(5.000001, 0x2000, 0x1000, 4096)
            + TraceFiles.map(5.000004, 0x3000, 0x1000, 4096);
    try (KernelTraceReader reader = open(text)) {
      assertThat(printedAndKept(reader))
          .containsExactly(
              "5000003000 5000003000", "5000001000 5000003000", "5000004000 5000004000");
      assertThat(reader.statistics().backwardSteps()).isEqualTo(1);
      assertThat(reader.statistics().restarts()).isZero();
    }
  }

  @Test
  void goesOnThroughARecordingThatBeginsAgain() {
    String once = TraceFiles.map(5, 0x1000, 0x1000, 4096) + TraceFiles.unmap(7.5, 0x1000, 4096);
    try (KernelTraceReader reader = open(once + once + once)) {
      assertThat(printedAndKept(reader))
          .containsExactly(
              "5000000000 5000000000",
              "7500000000 7500000000",
              "5000000000 7500000000",
              "7500000000 10000000000",
              "5000000000 10000000000",
              "7500000000 12500000000");
      assertThat(reader.statistics().restarts()).isEqualTo(2);
      assertThat(reader.statistics().firstNanos()).isEqualTo(5_000_000_000L);
      assertThat(reader.statistics().lastNanos()).isEqualTo(12_500_000_000L);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "map: IOMMU: iova=0x0000000000001000 - 0x0000000000002000 paddr=0x0000000000003000 size=40",
        "map: IOMMU: iova=0x0000000000001000 - 0x0000000000002000 paddr=0x0000000000003000 size=",
        "map: IOMMU: iova=0x0000000000001000 - 0x0000000000002000 paddr=0x00000000000",
        "map: IOMMU: iova=0x0000000000001000 - 0x0000000000002000 size=4096",
        "map: IOMMU: iova=0x000000000000100g - 0x0000000000002000 paddr=0x0000000000003000 size=4096",
        "map: IOMMU: iova=0x00000000000001000 - 0x0000000000002000 paddr=0x3000 size=4096",
        "map: IOMMU: iova=0x0000000000001000 - 0x0000000000001000 paddr=0x0000000000003000 size=0",
        "map: IOMMU: iova=0x0000000000002000 - 0x0000000000001000 paddr=0x3000 size=-4096",
        "map:",
        "unmap: IOMMU: size=4096 unmapped_size=4096",
        "unmap: IOMMU: iova=0x0000000000001000 - 0x0000000000002000 size=4096 unmapped_size=x",
        "dma_map_phys: nvme0 dir=TO_DEVICE dma_addr=1000 size=64 attrs=",
        "dma_map_phys: dir=TO_DEVICE dma_addr=1000 size=64 phys_addr=1000 attrs=",
        "dma_unmap_page: nvme0 dir=TO_DEVICE size=64 attrs=",
        "dma_map_sg: nvme0 dir=TO_DEVICE dma_addrs={0x1000,0x2000} sizes={0x10} phys_addrs={0x1}",
        "dma_map_sg: nvme0 dir=TO_DEVICE dma_addrs={0x1000 sizes={0x10} phys_addrs={0x1}",
        "dma_unmap_sg: nvme0 dir=TO_DEVICE attrs=",
        "kmalloc: call_site=a+0x1/0x2 ptr=1000 bytes_req=64",
        "kfree: call_site=a+0x1/0x2",
        "mm_page_alloc: page=0 pfn=0x1 order=99 migratetype=0 gfp_flags=0",
      })
  void countsAnEventItCannotMakeSenseOf(String event) {
    String text = TraceFiles.unmap(1, 0, 4096) + TraceFiles.line(2, event);
    try (KernelTraceReader reader = open(text)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.next()).isFalse();
      assertThat(reader.statistics().malformedEvents()).isEqualTo(1);
      assertThat(reader.statistics().examples().toString()).contains("line 2: malformed ");
    }
  }

  @Test
  void readsALineWithoutLineFeedAtTheEnd() {
    String text = TraceFiles.unmap(1, 0, 4096).strip();
    try (KernelTraceReader reader = open(text)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.event().bytes()).isEqualTo(4096);
    }
  }

  @Test
  void numbersDevicesByFirstAppearance() {
    String text =
        TraceFiles.line(1, "dma_map_phys: nvme1 dir=NONE dma_addr=1000 size=1 phys_addr=1 attrs=")
            + TraceFiles.line(1, "dma_map_phys: nic0 dir=NONE dma_addr=1 size=1 phys_addr=1 attrs=")
            + TraceFiles.line(1, "dma_unmap_phys: nvme1 dir=NONE dma_addr=1000 size=1 attrs=");
    try (KernelTraceReader reader = open(text)) {
      List<Integer> devices = new ArrayList<>();
      while (reader.next()) {
        devices.add(reader.event().device());
      }
      assertThat(devices).containsExactly(0, 1, 0);
      assertThat(reader.devices().name(1)).isEqualTo("nic0");
    }
  }

  @Test
  void keepsCountingWhenNamesRunOut() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 6000; i++) {
      text.append(TraceFiles.line(1, "event" + i + ": x"));
    }
    text.append(TraceFiles.unmap(2, 0, 4096));
    try (KernelTraceReader reader = open(text.toString())) {
      assertThat(reader.next()).as("a known name always has its place").isTrue();
      assertThat(reader.next()).isFalse();
      assertThat(reader.eventNames().size()).isEqualTo(4096);
      assertThat(reader.eventNames().overflowed()).isEqualTo(6000L + knownNames() - 4096);
      assertThat(reader.statistics().foreignEvents()).isEqualTo(6000);
    }
  }

  @Test
  void allocatesNothingForAnEvent() {
    String some =
        TraceFiles.map(1, 0x1000, 0x2000, 4096)
            + TraceFiles.line(2, "kmalloc: call_site=a+0x1/0x2 ptr=1 bytes_req=6 bytes_alloc=8")
            + TraceFiles.line(2, "sched_switch: prev_comm=swapper")
            + TraceFiles.line(
                2,
                "dma_map_sg: nvme0 dir=TO_DEVICE dma_addrs={0x1000} sizes={0x10} phys_addrs={0x1}")
            + TraceFiles.line(2, "dma_unmap_sg: nvme0 dir=TO_DEVICE phys_addrs={0x1} attrs=")
            + TraceFiles.unmap(3, 0x1000, 4096);
    long few = allocated(some.repeat(10));
    long many = allocated(some.repeat(20_000));
    assertThat(many - few).as("bytes for 120 000 lines").isLessThan(100_000);
  }

  private long allocated(String text) {
    Path file = TraceFiles.write(folder, "trace", TraceFiles.gzip(text));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 3; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      try (TraceReader reader = TraceReader.open(file)) {
        while (reader.next()) {}
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  private static int knownNames() {
    return Arrays.stream(EventKind.values()).mapToInt(kind -> kind.names().size()).sum();
  }

  private static List<String> printedAndKept(KernelTraceReader reader) {
    List<String> times = new ArrayList<>();
    while (reader.next()) {
      times.add(reader.event().timeNanos() + " " + reader.event().monotonicNanos());
    }
    return times;
  }

  private KernelTraceReader open(String text) {
    return (KernelTraceReader) TraceReader.open(TraceFiles.write(folder, "trace", text));
  }
}
