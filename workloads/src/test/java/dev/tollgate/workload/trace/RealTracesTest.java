package dev.tollgate.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every line of the recorded traces is understood. */
class RealTracesTest {

  @ParameterizedTest
  @CsvSource({
    "nvme-randread4k-strict.ftrace.gz, KERNEL, 12288",
    "nvme-seqwrite128k-strict.ftrace.gz, KERNEL, 384",
    "rx16k-strict+device.ftrace.gz, KERNEL, 11910",
    "rx16k-strict+device.vtd.gz, UNIT_LOG, 32224",
    "tx16k-strict.ftrace.gz, KERNEL, 15444",
  })
  void readsTheExamplesWhole(String name, TraceFormat format, long events) {
    readsWhole(TraceFiles.example(name), format, events, 0);
  }

  @ParameterizedTest
  @EnabledIf("dev.tollgate.workload.trace.TraceFiles#hasShared")
  @CsvSource({
    "traces/boot-slab.kmem.ftrace.gz, KERNEL, 327502, 0",
    "traces/nvme-randread4k-strict+device.ftrace.gz, KERNEL, 12288, 0",
    "traces/nvme-randread4k-strict+device.vtd.gz, UNIT_LOG, 54347, 0",
    "traces/rx16k-lazy.ftrace.gz, KERNEL, 71236, 0",
    "traces/rx16k-lazy+device.ftrace.gz, KERNEL, 17890, 0",
    "traces/rx16k-lazy+device.vtd.gz, UNIT_LOG, 39149, 0",
    "traces/rxkmem-strict.ftrace.gz, KERNEL, 23805, 2280",
    "traces/tx16k-lazy.ftrace.gz, KERNEL, 16168, 0",
    "oracle/iommu-1.trace.gz, PLAIN, 40001, 0",
    "oracle/iommu-full-1.trace.gz, PLAIN, 40001, 0",
    "oracle/boot-1.trace.gz, PLAIN, 120000, 0",
    "oracle/geometry-1.trace.gz, PLAIN, 400, 0",
    "oracle/small.trace, PLAIN, 48, 0",
  })
  void readsTheOthersWhole(String name, TraceFormat format, long events, long foreign) {
    readsWhole(TraceFiles.shared(name), format, events, foreign);
  }

  private static void readsWhole(Path file, TraceFormat format, long events, long foreign) {
    try (TraceReader reader = TraceReader.open(file)) {
      assertThat(reader.format()).isEqualTo(format);
      while (reader.next()) {}
      ReadingStatistics seen = reader.statistics();
      assertThat(seen.events()).isEqualTo(events);
      assertThat(seen.foreignEvents()).isEqualTo(foreign);
      assertThat(seen.malformedEvents()).isZero();
      assertThat(seen.otherLines()).isZero();
      assertThat(seen.lostEvents()).isZero();
      assertThat(seen.backwardSteps()).isZero();
      assertThat(seen.restarts()).isZero();
      assertThat(seen.damage()).isNull();
      assertThat(seen.lines()).isEqualTo(events + foreign + seen.comments());
    }
  }
}
