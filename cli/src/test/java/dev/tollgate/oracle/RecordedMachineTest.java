package dev.tollgate.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.run.RunResult;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * A simulated policy against the real machine that ran it: the kernel's trace drives the
 * simulation, and the log of the real IOMMU says how often it was made to forget, and when.
 *
 * <p>The recorded unit (QEMU's VT-d) holds 1024 translations without sets, more than are ever used
 * between two invalidations; the simulated one is given as many.
 */
class RecordedMachineTest {

  private static final Path TRACES = Path.of("../examples/traces");
  private static final Tollgate TOLLGATE = Tollgate.load();
  private static final String NIC = "0x6";
  private static final double BAND = 10;
  private static final long PICOSECONDS_PER_MICROSECOND = 1_000_000;

  private static RunResult replay(String name, String iommu, String policy) {
    return TOLLGATE.run(
        TOLLGATE
            .configure(
                TOLLGATE
                    .settings()
                    .withOverrides(
                        ImmutableList.of(
                            "workload.replay.trace=\"" + TRACES.resolve(name + ".ftrace.gz") + "\"",
                            "policy.deferred-queue.jiffy=4ms",
                            "iommu.calgary.tce-cache-entries=1024",
                            "iommu.calgary.tce-cache-ways=0")))
            .runSpec("lab", iommu, policy, "replay"));
  }

  private static RecordedUnit recorded(String name) throws IOException {
    return new RecordedUnit(
        TRACES.resolve(name + ".ftrace.gz"), TRACES.resolve(name + ".vtd.gz"), NIC);
  }

  @Test
  void lazyMachineForgetsItsDomainAsOftenAsTheModelPredicts() throws IOException {
    RecordedUnit machine = recorded("rx16k-lazy+device");
    RunResult model = replay("rx16k-lazy+device", "calgary", "deferred-queue");

    assertThat(machine.wholeInvalidations).hasSize(61);
    assertThat(model.value("safety.invalidations.whole")).isCloseTo(61, withPercentage(BAND));
    assertThat(model.value("workload.recorded.invalidations.domain")).isEqualTo(61);
  }

  @Test
  void lazyMachinesStaleWindowsAreDistributedAsTheModels() throws IOException {
    RecordedUnit machine = recorded("rx16k-lazy+device");
    RunResult model = replay("rx16k-lazy+device", "calgary", "deferred-queue");

    assertThat(model.value("safety.stale.windows"))
        .isCloseTo(machine.windows.size(), withPercentage(0.1));
    assertThat(micros(model, "safety.stale.p50"))
        .isCloseTo(machine.percentile(50), withPercentage(BAND));
    assertThat(micros(model, "safety.stale.p90"))
        .isCloseTo(machine.percentile(90), withPercentage(BAND));
    assertThat(micros(model, "safety.stale.p99"))
        .isCloseTo(machine.percentile(99), withPercentage(BAND));
    assertThat(model.value("safety.stale.total") / 1000)
        .isCloseTo(machine.total(), withPercentage(BAND));
  }

  @Test
  void replayMeasuresTheRecordedMachineAsAnIndependentReaderDoes() throws IOException {
    RecordedUnit machine = recorded("rx16k-lazy+device");
    RunResult model = replay("rx16k-lazy+device", "calgary", "deferred-queue");

    assertThat(model.value("workload.recorded.stale.windows"))
        .isCloseTo(machine.windows.size(), withPercentage(0.1));
    assertThat(model.value("workload.recorded.stale.p50") / 1000)
        .isCloseTo(machine.percentile(50), withPercentage(0.2));
    assertThat(model.value("workload.recorded.stale.p99") / 1000)
        .isCloseTo(machine.percentile(99), withPercentage(0.2));
    assertThat(model.value("workload.recorded.stale.total") / 1000)
        .isCloseTo(machine.total(), withPercentage(0.2));
  }

  @Test
  void strictMachineForgetsOnceForEachUnmapAsTheModelDoes() throws IOException {
    RecordedUnit machine = recorded("rx16k-strict+device");
    RunResult calgary = replay("rx16k-strict+device", "calgary", "strict");
    RunResult dart = replay("rx16k-strict+device", "dart", "strict");

    assertThat(machine.unmaps).isEqualTo(5_955);
    assertThat(machine.chosenInvalidations).isEqualTo(machine.unmaps - 1); // the last came after
    assertThat(machine.wholeInvalidations).isEmpty();
    assertThat(calgary.value("safety.invalidations.whole")).isEqualTo(machine.unmaps);
    assertThat(
            dart.value("safety.invalidations.selective")
                - dart.value("dma.maps")) // DART's driver forgets each mapped page too
        .isEqualTo(machine.unmaps);
  }

  private static long micros(RunResult result, String figure) {
    return result.value(figure) / PICOSECONDS_PER_MICROSECOND;
  }
}
