package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.settings.Configuration;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of the workload {@code errant} with the plugins there are. */
class ErrantRunsTest {

  private static final Tollgate TOLLGATE = Tollgate.load();

  private static final ImmutableList<String> SMALL =
      ImmutableList.of(
          "machine.ram=64M",
          "iommu.calgary.table=64K",
          "iommu.dart.table=32K",
          "policy.bounce.pool=4M",
          "workload.errant.attempts=20",
          "workload.errant.follow=1",
          "workload.errant.horizon=400",
          "workload.errant.kernel-memory=64K");

  private static Configuration configure(String... settings) {
    return TOLLGATE.configure(
        TOLLGATE
            .settings()
            .withOverrides(ImmutableList.<String>builder().addAll(SMALL).add(settings).build()));
  }

  private static RunResult run(String iommu, String policy, String... settings) {
    return TOLLGATE.run(configure(settings).runSpec("lab", iommu, policy, "slab", "errant"));
  }

  private static List<String> sequence(RunResult result) {
    return Splitter.on('\n').omitEmptyStrings().splitToList(text(result));
  }

  private static String text(RunResult result) {
    return Objects.requireNonNull(result.texts().get("attack.jsonl"));
  }

  /** Words after {@code "event":} of each line but the first. */
  private static List<String> events(RunResult result) {
    return sequence(result).stream()
        .skip(1)
        .map(line -> line.replaceFirst("^\\{\"event\":\"(\\w+)\".*", "$1"))
        .toList();
  }

  /** The drivers of a scene keep to the rules, and all that they took is given back. */
  @Test
  void onlyTheDeviceErrs() {
    int runs = 0;
    for (String attack : ImmutableList.of("stale-read", "toctou-sync", "other-bus", "random")) {
      Configuration configuration =
          configure("run.dma-debug=true", "workload.errant.attack=" + attack);
      for (String iommu : TOLLGATE.iommus().keySet()) {
        IommuFactory unit = Objects.requireNonNull(TOLLGATE.iommus().get(iommu));
        for (String policy : TOLLGATE.policies().keySet()) {
          ProtectionPolicyFactory how = Objects.requireNonNull(TOLLGATE.policies().get(policy));
          if (how.on(unit.capabilities(configuration.parameters("iommu." + iommu)))
              instanceof Applicability.Applicable) {
            RunResult result =
                TOLLGATE.run(configuration.runSpec("lab", iommu, policy, "slob", "errant"));
            assertThat(result.value("dma.debug.errors")).as(policy).isZero();
            assertThat(result.value("errant.bystander.wrong")).as(policy).isZero();
            assertThat(result.value("errant.bystander.refused")).as(policy).isZero();
            assertThat(result.value("errant.bystander.unserved")).as(policy).isZero();
            assertThat(result.value("memory.requested")).as(policy).isZero();
            assertThat(result.value("errant.attempts")).as(policy).isEqualTo(20);
            runs++;
          }
        }
      }
    }
    assertThat(runs).isGreaterThan(4 * 2 * 5);
  }

  @ParameterizedTest
  @CsvSource({
    "calgary, strict, neighbour-read, read, 'allocate allocate map strike'",
    "dart, strict, overwrite-sent, corrupted, 'allocate map strike'",
    "calgary, never-free, stale-read, read, 'allocate map unmap fill strike'",
    "calgary, deferred, stale-write, corrupted, 'allocate map access unmap strike'",
    "dart, native, toctou-unmap, rewritten, 'allocate map access unmap check strike use'",
    "dart, strict, toctou-sync, rewritten, 'allocate map check strike use'",
    "calgary, strict, other-device, read, 'allocate map strike'",
    "off, off, random, read, 'strike'",
  })
  void theShortestSequenceHasNothingThatCouldBeLeftOut(
      String iommu, String policy, String attack, String harm, String expected) {
    RunResult result =
        run(
            iommu,
            policy,
            "workload.errant.attack=" + attack,
            "workload.errant.kernel-memory=8M",
            "workload.errant.attempts=100");

    assertThat(sequence(result).get(0))
        .startsWith("{\"sequence\":1,\"attack\":\"%s\",\"harm\":\"%s\"".formatted(attack, harm));
    assertThat(String.join(" ", events(result))).isEqualTo(expected);
    assertThat(result.value("errant.sequence.events")).isEqualTo(events(result).size());
  }

  @Test
  void aStoredSequenceDoesTheSameAgain(@TempDir Path folder) throws IOException {
    RunResult first = run("calgary", "deferred", "workload.errant.attack=stale-write");
    Path file = Files.writeString(folder.resolve("attack.jsonl"), text(first));

    RunResult again = run("calgary", "deferred", "workload.errant.sequence=\"" + file + "\"");
    assertThat(again.value("errant.sequence.repeated")).isEqualTo(1);
    assertThat(sequence(again).subList(1, sequence(again).size()))
        .isEqualTo(sequence(first).subList(1, sequence(first).size()));

    RunResult elsewhere = run("calgary", "strict", "workload.errant.sequence=\"" + file + "\"");
    assertThat(elsewhere.value("errant.sequence.repeated")).isZero();
  }

  @Test
  void aFileThatIsNoSequenceIsRefusedWithItsLine(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("attack.jsonl"),
            """
            {"sequence":1,"attack":"stale-read","harm":"read","events":1,"recorded":1}
            {"event":"allocate","buffer":1,"size":5120}
            """);
    assertThatThrownBy(() -> run("calgary", "strict", "workload.errant.sequence=\"" + file + "\""))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ":2: size is 5120; expected 1 to 2048");
  }

  /** What a policy promises does not hold where the unit loses an invalidation: it is found. */
  @Test
  void oneLostInvalidationInFiftyOneIsFound() {
    RunResult sound = run("dart", "strict", "workload.errant.attempts=1000");
    RunResult losing =
        run(
            "dart",
            "strict",
            "workload.errant.attempts=1000",
            "iommu.dart.lost-invalidate-every=51");

    assertThat(sound.value("errant.succeeded")).isZero();
    assertThat(sound.value("errant.strikes.absorbed")).isEqualTo(1000);
    assertThat(losing.value("errant.succeeded")).isBetween(1L, 40L);
  }

  private static RunResult besideStream(String iommu, String policy, String... settings) {
    return TOLLGATE.run(
        TOLLGATE
            .configure(
                TOLLGATE
                    .settings()
                    .withOverrides(
                        ImmutableList.<String>builder()
                            .add("machine.ram=64M", "machine.cpus=2")
                            .add("workload.errant-stream.duration=5ms")
                            .add("workload.errant-stream.attempts=100")
                            .add("workload.errant-stream.follow=1")
                            .add(settings)
                            .build()))
            .runSpec("lab", iommu, policy, "slab", "errant-stream"));
  }

  @Test
  void besideAStreamNativeIsOpenForAWindowAndStrictOnDartIsNot() {
    RunResult nativeRun = besideStream("dart", "native");
    assertThat(nativeRun.value("errant.succeeded")).isPositive();
    assertThat(nativeRun.value("stream.throughput")).isPositive();

    RunResult strict = besideStream("dart", "strict");
    assertThat(strict.value("errant.attempts")).isEqualTo(100);
    assertThat(strict.value("errant.succeeded")).isZero();
    assertThat(strict.value("errant.strikes.absorbed")).isEqualTo(100);
    assertThat(strict.value("errant.verdict")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stale-write", "toctou-unmap", "neighbour-write", "overwrite-sent"})
  void whatTheDeviceWritesBesideAStreamIsMended(String attack) {
    RunResult result =
        besideStream("dart", "deferred-queue", "workload.errant-stream.attack=" + attack);
    assertThat(result.value("errant.succeeded")).isPositive();
    assertThat(result.value("stream.throughput")).isGreaterThan(800_000_000);
  }

  @Test
  void aStreamBesideADeviceThatNeverGetsItsTurnIsAStreamByItself() {
    RunResult beside = besideStream("calgary", "native", "workload.errant-stream.interval=1s");
    RunResult alone =
        TOLLGATE.run(
            TOLLGATE
                .configure(
                    TOLLGATE
                        .settings()
                        .withOverrides(
                            ImmutableList.of(
                                "machine.ram=64M",
                                "machine.cpus=2",
                                "workload.stream.duration=5ms")))
                .runSpec("lab", "calgary", "native", "slab", "stream"));
    assertThat(beside.value("errant.attempts")).isZero();
    alone.metrics().keySet().stream()
        .filter(name -> name.startsWith("stream.") || name.startsWith("dma."))
        .forEach(name -> assertThat(beside.value(name)).as(name).isEqualTo(alone.value(name)));
  }

  @Test
  void besideAReplayedTraceTheWindowEndsWithTheQueueAndStrictHasNone() {
    String[] settings = {
      "workload.errant-replay.trace=../examples/traces/tx16k-strict.ftrace.gz",
      "workload.errant-replay.interval=1ms",
      "workload.errant-replay.attempts=50",
      "machine.ram=512M"
    };
    RunResult deferred =
        TOLLGATE.run(
            configure(settings)
                .runSpec("lab", "calgary", "deferred-queue", "slab", "errant-replay"));
    assertThat(deferred.value("workload.maps")).isGreaterThan(7000);
    assertThat(deferred.value("errant.succeeded")).isPositive();
    assertThat(deferred.value("errant.window.max")).isBetween(0L, 10_000_000_000L);

    RunResult strict =
        TOLLGATE.run(
            configure(settings).runSpec("lab", "calgary", "strict", "slab", "errant-replay"));
    assertThat(strict.value("errant.attempts")).isEqualTo(50);
    assertThat(strict.value("errant.succeeded")).isZero();
  }

  private static RunSpec acrossDomains(
      String environment, String iommu, String policy, String... settings) {
    return configure(
            ImmutableList.<String>builder()
                .add("machine.ram=32M", "machine.cpus=2", "iommu.dart.table=32K")
                .add("environment.xen-domu.memory=16M", "environment.xen-domu.domu-memory=8M")
                .add("environment.xen-domu.cpus=1", "environment.xen-domu.domu-cpus=1")
                .add(settings)
                .build()
                .toArray(String[]::new))
        .runSpec("lab", environment, iommu, policy, "slab", "errant");
  }

  /** 0: blocked, 1: window, 2: open. */
  @ParameterizedTest
  @CsvSource({
    "off, off, other-domain, true, 2",
    "calgary, pre-allocated, other-domain, true, 0",
    "off, off, ungranted, true, 2",
    "dart, native, ungranted, true, 0",
    "off, off, revoked-grant, true, 0",
    "calgary, native, revoked-grant, false, 0",
    "off, off, ended-grant, true, 2",
    "calgary, native, ended-grant, false, 0",
    "off, off, given-back-mapped, true, 2",
    "dart, never-free, given-back-mapped, false, 0",
    "calgary, pre-allocated, given-back-mapped, false, 0",
    "off, off, given-back-cached, true, 2",
    "calgary, deferred-queue, given-back-cached, true, 0",
    "calgary, deferred-queue, given-back-cached, false, 1",
    "dart, strict, given-back-cached, false, 0",
    "dart, native, given-back-cached, false, 1",
  })
  void memoryOfAnotherDomainIsReachedWhereXenDoesNotStandBetweenOrTheUnitStillCachesIt(
      String iommu, String policy, String attack, boolean flushes, long verdict) {
    RunResult result =
        TOLLGATE.run(
            acrossDomains(
                "xen-domu",
                iommu,
                policy,
                "workload.errant.attack=" + attack,
                "workload.errant.horizon=9000",
                "environment.xen-domu.flush-on-release=" + flushes));

    assertThat(result.value("errant.verdict")).isEqualTo(verdict);
    assertThat(result.value("errant.attempts")).isEqualTo(20);
    assertThat(result.value("memory.requested")).isZero();
    assertThat(result.value("errant.bystander.wrong")).isZero();
  }

  @Test
  void theShortestWayToAPageThatWasGivenBackCanBeRepeated(@TempDir Path folder) throws IOException {
    String[] forgetful = {
      "workload.errant.attack=given-back-cached",
      "environment.xen-domu.flush-on-release=false",
      "workload.errant.sequence=\"\""
    };
    RunResult first = TOLLGATE.run(acrossDomains("xen-domu", "calgary", "native", forgetful));
    assertThat(String.join(" ", events(first)))
        .isEqualTo("take surrender take map access unmap surrender receive strike");

    Path file = Files.writeString(folder.resolve("attack.jsonl"), text(first));
    forgetful[2] = "workload.errant.sequence=\"" + file + "\"";
    RunResult again = TOLLGATE.run(acrossDomains("xen-domu", "calgary", "native", forgetful));
    assertThat(again.value("errant.sequence.repeated")).isEqualTo(1);
    assertThat(sequence(again).subList(1, sequence(again).size()))
        .isEqualTo(sequence(first).subList(1, sequence(first).size()));

    forgetful[1] = "environment.xen-domu.flush-on-release=true";
    RunResult flushed = TOLLGATE.run(acrossDomains("xen-domu", "calgary", "native", forgetful));
    assertThat(flushed.value("errant.sequence.repeated")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {RunSpec.BARE_METAL, "xen-dom0"})
  void thereIsNothingToAimAtWithoutASecondGuest(String environment) {
    RunSpec spec =
        acrossDomains(environment, "calgary", "strict", "workload.errant.attack=other-domain");
    assertThatThrownBy(() -> TOLLGATE.run(spec))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "attack other-domain needs a second guest to aim at, which grants pages and gives them"
                + " back");
  }

  @Test
  void theSameSeedFindsTheSame() {
    String[] settings = {"workload.errant.attack=bit-flip", "workload.errant.attempts=200"};
    RunResult one = run("calgary", "never-free", settings);
    RunResult two = run("calgary", "never-free", settings);
    assertThat(one.metrics()).isEqualTo(two.metrics());
    assertThat(text(one)).isEqualTo(text(two));
    assertThat(one.value("errant.succeeded")).isPositive();
  }

  @Test
  void theBusOfADeviceThatWasCaughtIsStopped() {
    RunResult result = run("calgary", "strict");
    assertThat(result.value("errant.strikes.refused")).isEqualTo(20);
    assertThat(result.value("errant.stopped")).isEqualTo(2_000_000_000_000L);
    assertThat(result.value("iommu.watchdog.dead-buses")).isEqualTo(1);
    assertThat(run(RunSpec.OFF, RunSpec.OFF).value("errant.stopped")).isEqualTo(-1);
  }
}
