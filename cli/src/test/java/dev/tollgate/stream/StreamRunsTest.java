package dev.tollgate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.metric.Distribution;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuFactory;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Streams end to end: every byte is compared on its way out of the machine and into its program.
 */
class StreamRunsTest {

  @ParameterizedTest
  @CsvSource({
    "x460, off, off",
    "x460, calgary, native",
    "x460, calgary, strict",
    "x460, calgary, deferred",
    "g5, off, off",
    "g5, dart, native",
    "g5, dart, strict",
    "g5, dart, deferred",
  })
  void bytesArriveAsTheyWereSentInEveryTest(String machine, String iommu, String policy) {
    for (String test : new String[] {"TCP_STREAM", "TCP_MAERTS", "TCP_RR", "UDP_STREAM"}) {
      RunResult result =
          Streams.runOn(
              machine, iommu, policy, "test=" + test, "message-size=1400", "duration=20ms");
      assertThat(result.value("stream.bytes")).as(test).isPositive();
      assertThat(result.value("bus.faults")).as(test).isZero();
      assertThat(result.value("stream.retransmissions")).as(test).isZero();
      assertThat(result.value("dma.maps")).as(test).isEqualTo(result.value("dma.unmaps"));
      assertThat(result.value("stream.failures.mapping")).as(test).isZero();
      assertThat(result.texts().get("netperf.txt")).contains(" : simulated\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TCP_STREAM", "TCP_MAERTS"})
  void aWrongTranslationFailsTheRun(String test) {
    RunSpec spec = Streams.spec("x460", "calgary", "native", "test=" + test, "duration=20ms");
    assertThatThrownBy(() -> Streams.runBehind(misleading(1000), spec))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("device");
    assertThat(Streams.runBehind(misleading(Long.MAX_VALUE), spec).value("stream.bytes"))
        .isPositive();
  }

  /** A Calgary whose translations of buffers, from the n-th on, lead to the next frame. */
  private static IommuFactory misleading(long wrongOne) {
    IommuFactory real = Objects.requireNonNull(Streams.TOLLGATE.iommus().get("calgary"));
    return (IommuFactory)
        Proxy.newProxyInstance(
            IommuFactory.class.getClassLoader(),
            new Class<?>[] {IommuFactory.class},
            (proxy, method, arguments) -> {
              try {
                Object answer = method.invoke(real, arguments);
                return answer instanceof Iommu unit ? misleading(unit, wrongOne) : answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Iommu misleading(Iommu real, long wrongOne) {
    long[] translations = {0};
    Map<Long, Integer> uses = new HashMap<>();
    return (Iommu)
        Proxy.newProxyInstance(
            Iommu.class.getClassLoader(),
            new Class<?>[] {Iommu.class},
            (proxy, method, arguments) -> {
              try {
                Object answer = method.invoke(real, arguments);
                if (method.getName().equals("translate") && answer instanceof Long physical) {
                  // Rings and status block are used over and over, buffers a few times.
                  boolean buffer = uses.merge((Long) arguments[1] >>> 12, 1, Integer::sum) < 5;
                  return buffer && ++translations[0] >= wrongOne ? physical + 4096 : physical;
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void theSameRunGivesTheSameResult() {
    for (String test : new String[] {"TCP_STREAM", "TCP_MAERTS", "TCP_RR"}) {
      RunResult first = Streams.runOn("x460", "calgary", "native", "test=" + test, "duration=30ms");
      RunResult again = Streams.runOn("x460", "calgary", "native", "test=" + test, "duration=30ms");
      assertThat(again.metrics()).isEqualTo(first.metrics());
      assertThat(again.cycles()).isEqualTo(first.cycles());
      assertThat(again.texts()).isEqualTo(first.texts());
    }
  }

  @Test
  void protectionChangesTheCostButNotWhatIsAsked() {
    RunResult off = Streams.run("duration=50ms");
    RunResult on = Streams.runOn("x460", "calgary", "native", "duration=50ms");
    assertThat(on.value("stream.cpu.busy")).isGreaterThan(off.value("stream.cpu.busy"));
    assertThat(on.value("stream.bytes"))
        .isBetween(off.value("stream.bytes") * 99 / 100, off.value("stream.bytes") * 101 / 100);
  }

  @Test
  void aLongerRunAllocatesNoMoreOfTheHost() {
    String[] brief = {"duration=100ms"};
    String[] lengthy = {"duration=600ms"};
    allocated(brief);
    long more = allocated(lengthy) - allocated(brief);
    // 40,000 frames more.
    assertThat(more).isLessThan(2 << 20);
  }

  private static long allocated(String... settings) {
    // The table is small, so that the exposure ledger has soon seen every I/O page.
    RunSpec spec =
        Streams.spec("x460", "calgary", "native", "iommu.calgary.table=64K", settings[0]);
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Streams.TOLLGATE.run(spec);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TCP_STREAM", "TCP_MAERTS"})
  void aMachineTooSlowForTheLinkLosesSpeedButNoBytes(String test) {
    RunResult result =
        Streams.run(
            "machine.clock=300MHz",
            "test=" + test,
            "duration=300ms",
            "peer-socket-buffers=1M",
            "socket-buffers=1M");
    assertThat(result.value("stream.throughput")).isBetween(20_000_000L, 900_000_000L);
    assertThat(result.value("stream.cpu.utilization"))
        .isLessThanOrEqualTo(result.value("stream.cpu.potential"));
  }

  @Test
  void framesThatFindNoBufferAreSentAgain() {
    RunResult result =
        Streams.run(
            "machine.clock=300MHz",
            "nic-receive-pending=8",
            "duration=1s",
            "socket-buffers=1M",
            "peer-socket-buffers=1M");
    assertThat(result.value("nic.drops.no-buffer")).isPositive();
    assertThat(result.value("stream.peer.retransmissions")).isPositive();
    assertThat(result.value("stream.bytes")).isGreaterThan(100_000);
  }

  @Test
  void anAmountEndsATestThatNamesOne() {
    RunResult result = Streams.run("options=\"-t TCP_STREAM -l -1000000\"");
    assertThat(result.value("stream.bytes")).isBetween(1_000_000L, 1_300_000L);
    assertThat(Streams.run("options=\"-t TCP_RR -l -100\"").value("stream.transactions"))
        .isBetween(100L, 130L);
  }

  @Test
  void netperfOptionsStandForTheParameters() {
    RunResult result =
        Streams.run(
            "options=\"-H sut -t TCP_MAERTS -l 1 -T ,3 -P 0 -- -m 1024 -D\"", "test=TCP_RR");
    assertThat(result.value("stream.elapsed")).isEqualTo(1_000_000_000_000L);
    assertThat(result.value("stream.sends")).isGreaterThan(100_000);
    assertThat(result.texts().get("netperf.txt"))
        .matches(" 87380  16384   1024    1.00 +9[0-9]{2}\\.[0-9]{2} *\n");
  }

  @Test
  void bothProgramsAndInterruptsMayShareACpu() {
    RunResult apart = Streams.run("duration=50ms");
    RunResult shared = Streams.run("duration=50ms", "program-cpu=0");
    assertThat(shared.value("stream.cpu.program.busy"))
        .isEqualTo(shared.value("stream.cpu.interrupts.busy"))
        .isEqualTo(shared.value("stream.cpu.busy"));
    assertThat(apart.value("stream.cpu.program.busy")).isPositive();
    assertThat(apart.value("stream.cpu.program.busy") + apart.value("stream.cpu.interrupts.busy"))
        .isEqualTo(apart.value("stream.cpu.busy"));
  }

  @Test
  void netserverRunsOnTheOnlyCpuThereIs() {
    RunResult alone = Streams.run("duration=20ms", "machine.cpus=1");
    assertThat(alone.value("stream.cpu.program.busy"))
        .isEqualTo(alone.value("stream.cpu.interrupts.busy"))
        .isEqualTo(alone.value("stream.cpu.busy"))
        .isPositive();
  }

  @Test
  void requestsAreTimed() {
    RunResult result = Streams.run("test=TCP_RR", "duration=100ms", "request-size=100");
    long transactions = result.value("stream.transactions");
    assertThat(transactions).isBetween(500L, 5000L);
    // One after the other: times add up to the test's.
    assertThat(result.value("stream.latency.p50") * transactions)
        .isBetween(95_000_000L, 101_000_000L);
    assertThat(result.value("stream.latency.max"))
        .isGreaterThanOrEqualTo(result.value("stream.latency.p99"));
  }

  @Test
  void framesAreTimedFromTheirArrivalUntilTheProgramHasThem() {
    RunResult stream = Streams.run("duration=50ms");
    long timed =
        stream.distributions().stream()
            .filter(distribution -> distribution.name().equals("stream.delivery"))
            .flatMap(distribution -> distribution.bins().stream())
            .mapToLong(Distribution.Bin::count)
            .sum();
    assertThat(timed)
        .as("all frames but those that wait at the end")
        .isBetween(
            stream.value("stream.segments.received") - 64,
            stream.value("stream.segments.received"));
    // Five frames, 12.3 us each, make an interrupt; the first of them waits for the other four.
    assertThat(stream.value("stream.delivery.max")).isGreaterThan(4 * 12_300);
    assertThat(Streams.run("duration=50ms", "nic-receive-frames=1").value("stream.delivery.p50"))
        .isLessThan(stream.value("stream.delivery.p50"));
    RunResult sending = Streams.run("test=TCP_MAERTS", "duration=50ms");
    assertThat(sending.metrics().keySet()).noneMatch(name -> name.startsWith("stream.delivery"));
    RunResult requests = Streams.run("test=TCP_RR", "duration=50ms");
    assertThat(requests.value("stream.delivery.p50"))
        .isLessThan(requests.value("stream.latency.p50"));
  }

  @Test
  void utilisationAndServiceDemandFollowFromBusyTime() {
    RunResult result = Streams.run("duration=100ms");
    double busy = result.value("stream.cpu.busy");
    assertThat(result.value("stream.cpu.utilization")).isEqualTo(Math.round(busy / 1e5));
    assertThat(result.value("stream.cpu.potential")).isEqualTo(8_000_000);
    assertThat(result.value("stream.service-demand"))
        .isEqualTo(Math.round(busy * 1024 / result.value("stream.bytes")));
    double percentOfAll = busy / 1e11 / 8 * 100;
    assertThat(result.texts().get("netperf.txt")).contains("%.2f".formatted(percentOfAll));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nic-receive-pending=0 | nic-receive-pending",
        "nic-receive-ring=0 | nic-receive-ring",
        "nic-transmit-ring=0 | nic-transmit-ring",
        "link-megabits=0 | link-megabits",
        "message-size=0 | message-size",
        "duration=0s | duration is 0",
        "program-cpu=8 | x460 has CPUs 0 to 7",
        "interrupt-cpu=99 | x460 has CPUs 0 to 7",
        "options=\"-t TCP_SENDFILE\" | TCP_SENDFILE",
        "options=\"-t TCP_RR -- -m 5\" | -m",
        "nic-mtu=100 | nic-mtu",
        "nic-receive-buffer=1500 | nic-receive-buffer",
      })
  void impossibleMachinesAreRefusedWithTheirReason(String setting, String reason) {
    assertThatThrownBy(() -> Streams.run(setting))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void datagramsThatFitNoFrameAreRefused() {
    assertThatThrownBy(() -> Streams.run("test=UDP_STREAM", "message-size=1473"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected at most 1472");
    assertThat(
            Streams.run("test=UDP_STREAM", "message-size=1472", "duration=10ms")
                .value("stream.bytes"))
        .isPositive();
  }

  @Test
  void moreBuffersThanMemoryAreRefused() {
    assertThatThrownBy(
            () ->
                Streams.run(
                    "machine.ram=2M",
                    "nic-receive-ring=4096",
                    "nic-return-ring=8192",
                    "nic-receive-pending=4000"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("nic-receive-pending");
  }
}
