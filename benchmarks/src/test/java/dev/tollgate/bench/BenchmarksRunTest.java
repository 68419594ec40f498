package dev.tollgate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Keeps the benchmarks from rotting: each is called once, in this Java machine. No figure counts.
 */
class BenchmarksRunTest {

  /** Recorded traces of allocations; tests run in the module's folder. */
  private static final Path RECORDED = Path.of("../../shared/data/oracle");

  private static ChainedOptionsBuilder once() {
    return new OptionsBuilder()
        .forks(0)
        .warmupIterations(0)
        .measurementIterations(1)
        .mode(Mode.SingleShotTime)
        .addProfiler(CpuTimeProfiler.class)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  @Test
  void everyBenchmarkRuns() throws RunnerException {
    String others = AllocatorReplayBenchmark.class.getSimpleName();

    check(
        new Runner(once().exclude(others).param("warming", "100").param("iommu", "calgary").build())
            .run(),
        7,
        "ns/op");
  }

  @Test
  void theAllocatorsBenchmarkRuns() throws RunnerException {
    assumeTrue(Files.isDirectory(RECORDED), "the recorded traces are not beside the checkout");
    String benchmark = AllocatorReplayBenchmark.class.getSimpleName();

    check(
        new Runner(
                once()
                    .include(benchmark)
                    .param("folder", RECORDED.toString())
                    .param("trace", "fifo-1")
                    .build())
            .run(),
        4,
        "ns/event");
  }

  private static void check(Collection<RunResult> results, int fewest, String cpuUnit) {
    assertThat(results).hasSizeGreaterThanOrEqualTo(fewest);
    assertThat(results)
        .allSatisfy(
            result -> {
              assertThat(result.getPrimaryResult().getScore()).isPositive();
              Result<?> cpu = Objects.requireNonNull(result.getSecondaryResults().get("cpu"));
              assertThat(cpu.getScoreUnit()).isEqualTo(cpuUnit);
              // That of the whole machine comes in steps of 10 ms.
              assertThat(cpu.getScore()).isFinite().isNotNegative();
            });
  }
}
