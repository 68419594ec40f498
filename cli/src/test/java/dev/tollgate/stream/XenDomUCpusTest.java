package dev.tollgate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.run.RunResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On which virtual CPU of domU netserver runs. */
class XenDomUCpusTest {

  private static RunResult run(String duration, String... further) {
    ImmutableList<String> settings =
        ImmutableList.of(
            "machine.ram=256M",
            "workload.stream.duration=" + duration,
            "environment.xen-domu.domu-memory=64M");
    return Streams.TOLLGATE.run(
        Streams.TOLLGATE
            .configure(
                Streams.TOLLGATE
                    .settings()
                    .withOverrides(
                        ImmutableList.<String>builder().addAll(settings).add(further).build()))
            .runSpec("x460", "xen-domu", "calgary", "native", "slab", "stream"));
  }

  @Test
  void netserverRunsOnTheOnlyCpuOfDomU() {
    RunResult result = run("10ms", "environment.xen-domu.domu-cpus=1");

    assertThat(result.value("stream.throughput")).isPositive();
    assertThat(result.value("stream.cpu.potential"))
        .as("one of domU, two of dom0")
        .isEqualTo(3_000_000);
  }

  @ParameterizedTest
  @CsvSource({"program-cpu, 1", "interrupt-cpu, 1"})
  void refusesACpuThatDomUDoesNotHave(String parameter, int cpu) {
    assertThatThrownBy(
            () ->
                run(
                    "10ms",
                    "environment.xen-domu.domu-cpus=1",
                    "workload.stream.%s=%d".formatted(parameter, cpu)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("workload.stream.%s is %d, but".formatted(parameter, cpu))
        .hasMessageEndingWith("has CPU 0 only");
  }
}
