package dev.tollgate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.run.RunResult;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a packet takes on its way between the interface and domU: counts of a stream received. */
class XenDomUStreamTest {

  /** Packets between two of the places where they are counted when the run ends. */
  private static final Offset<Long> IN_FLIGHT = Offset.offset(64L);

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
  void packetIsCopiedOnceAndAnAcknowledgementMappedTwice() {
    RunResult shorter = run("10ms");
    RunResult longer = run("30ms");
    long received = more(shorter, longer, "split.net.to-guest.packets");
    long acknowledged = more(shorter, longer, "split.net.from-guest.packets");

    assertThat(received).isGreaterThan(1000);
    assertThat(more(shorter, longer, "split.net.to-guest.copies")).isEqualTo(received);
    assertThat(more(shorter, longer, "split.net.from-guest.mappings"))
        .as("one grant for each acknowledgement")
        .isEqualTo(acknowledged);
    assertThat(more(shorter, longer, "dma.maps"))
        .as("a buffer for each packet; 64 bytes of header and 2 granted ones for each answer")
        .isCloseTo(received + 2 * acknowledged, IN_FLIGHT);
    assertThat(longer.value("split.net.header-bytes"))
        .isEqualTo(64 * longer.value("split.net.from-guest.packets"));
  }

  @Test
  void listsOfGrantOperationsAreFewerThanPackets() {
    RunResult result = run("20ms");

    assertThat(result.value("split.net.to-guest.batches"))
        .isLessThan(result.value("split.net.to-guest.packets"));
    assertThat(result.value("split.net.from-guest.unmap-batches"))
        .isLessThan(result.value("split.net.from-guest.packets"));
  }

  @Test
  void nothingIsRefusedAndNoFrameLeavesWhileReachable() {
    RunResult result = run("20ms");

    assertThat(result.value("hypervisor.iommu.refused")).isZero();
    assertThat(result.value("hypervisor.frames.left.mapped")).isZero();
    assertThat(result.value("hypervisor.frames.left.cached")).isZero();
    assertThat(
            result.value("hypervisor.cpu.busy.dom0")
                + result.value("hypervisor.cpu.busy.domu")
                + result.value("hypervisor.cpu.busy.hypervisor"))
        .isEqualTo(result.value("cpu.busy"));
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

  private static long more(RunResult shorter, RunResult longer, String metric) {
    return longer.value(metric) - shorter.value(metric);
  }
}
