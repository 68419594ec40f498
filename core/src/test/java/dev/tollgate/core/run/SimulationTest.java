package dev.tollgate.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.metric.Distribution;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.core.spi.WorkloadDemands;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SimulationTest {

  private static final RunSpec SPEC = FakeParts.spec("fake", false, 1);
  private static final RunSpec SPEC_WITHOUT_IOMMU = FakeParts.spec(RunSpec.OFF, false, 1);

  private final FakeParts parts = new FakeParts();

  private RunResult run() {
    return new Simulation(SPEC, parts.behindIommu()).run(events -> {});
  }

  private RunResult runWithoutIommu() {
    return new Simulation(SPEC_WITHOUT_IOMMU, parts.behindNothing(policy("off"))).run(events -> {});
  }

  private static ProtectionPolicyFactory policy(String name) {
    return Objects.requireNonNull(Tollgate.load().policies().get(name));
  }

  @Test
  void partsAreMadeRunClosedCheckedAndAskedInThisOrder() {
    run();

    assertThat(parts.diary)
        .containsExactly(
            "workload made",
            "iommu made",
            "policy made for nic",
            "policy made for disk",
            "workload runs",
            "policy closed for nic",
            "iommu forgets",
            "policy closed for disk",
            "iommu forgets",
            "iommu checked",
            "iommu reports",
            "workload reports");
  }

  @Test
  void aWorkloadMayRunOthersOnFreshMachinesOnceItsOwnRunIsChecked() {
    List<Long> times = new ArrayList<>();
    Workload other =
        new Workload() {
          @Override
          public WorkloadDemands demands() {
            return new WorkloadDemands(parts.devices, 0, ImmutableSet.of());
          }

          @Override
          public void run(WorkloadContext context) {
            times.add(context.machine().now());
            parts.diary.add("other runs");
          }
        };
    parts.work = context -> context.machine().advanceTo(5);
    parts.afterwards = machines -> machines.run(other);

    run();

    assertThat(times).containsExactly(0L);
    assertThat(parts.diary)
        .endsWith(
            "iommu checked",
            "iommu reports",
            "iommu made",
            "policy made for nic",
            "policy made for disk",
            "other runs",
            "workload reports");
  }

  @Test
  void iommuHearsWhatTheWorkloadDemands() {
    run();

    assertThat(Objects.requireNonNull(parts.iommuContext).demandedIoPages()).isEqualTo(77);
    assertThat(parts.iommuContext.devices()).isEqualTo(parts.devices);
  }

  @Test
  void figuresOfPoliciesAreSummedOverDevices() {
    parts.work =
        context -> {
          map(context, 0, 3);
          map(context, 0, 4);
          map(context, 1, 5);
        };

    assertThat(run().value("policy.maps")).isEqualTo(3);
  }

  @Test
  void whatPoliciesInvalidateAtTheEndCounts() {
    assertThat(run().value("safety.invalidations.whole")).isEqualTo(2);
  }

  @Test
  void policyThatIsNotApplicableIsRefusedBeforeAnythingIsMade() {
    parts.applicability = Applicability.notApplicable("it cannot be");

    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(this::run)
        .withMessage("policy fake is not applicable to IOMMU fake: it cannot be");
    assertThat(parts.diary).isEmpty();
  }

  @Test
  void policiesThatTranslateAreRefusedWhereThereIsNoIommu() {
    for (String name : List.of("strict", "deferred", "native")) {
      assertThatExceptionOfType(BadInputException.class)
          .isThrownBy(
              () ->
                  new Simulation(SPEC_WITHOUT_IOMMU, parts.behindNothing(policy(name)))
                      .run(events -> {}))
          .withMessageContaining("there is no IOMMU");
    }
  }

  @Test
  void workloadThatDemandsWhatTheIommuCannotIsRefused() {
    parts.demanded = ImmutableSet.of(IommuCapability.FAULTS_ON_UNMAPPED);

    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(this::run)
        .withMessage(
            "workload fake needs an IOMMU with FAULTS_ON_UNMAPPED; fake has"
                + " [SELECTIVE_INVALIDATION]");
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(this::runWithoutIommu)
        .withMessageContaining("off has [UNTRANSLATED]");
  }

  @Test
  void violatedInvariantEndsTheRun() {
    parts.check =
        () -> {
          throw new InvariantViolation("the table is not the bitmap");
        };

    assertThatExceptionOfType(InvariantViolation.class)
        .isThrownBy(this::run)
        .withMessage("the table is not the bitmap");
  }

  @Test
  void figuresOfOneNameAreRefused() {
    parts.workloadReport = sink -> sink.metric("iommu.figure", 2, "count", "Another");
    assertThatIllegalArgumentException()
        .isThrownBy(this::run)
        .withMessage("metric iommu.figure was reported twice");

    Distribution twice = new Distribution("workload.sizes", "bytes", "Sizes", ImmutableList.of());
    parts.workloadReport =
        sink -> {
          sink.distribution(twice);
          sink.distribution(twice);
        };
    assertThatIllegalArgumentException()
        .isThrownBy(this::run)
        .withMessage("distribution workload.sizes was reported twice");
  }

  @Test
  void whatTheInputCannotShowReachesTheResult() {
    parts.workloadReport = sink -> sink.unobservable("safety.rights", "nobody knows");

    assertThat(run().unobservable()).containsEntry("safety.rights", "nobody knows");
  }

  @Test
  void whatReadersMustKnowReachesTheResultOnce() {
    parts.workloadReport =
        sink -> {
          sink.note("the file ends early");
          sink.note("events were lost");
          sink.note("the file ends early");
        };

    assertThat(run().notes()).containsExactly("the file ends early", "events were lost");
  }

  @Test
  void withoutIommuAllMemoryIsReachableAtItsOwnAddress() {
    List<Boolean> reached = new ArrayList<>();
    parts.work =
        context -> {
          reached.add(context.bus().touch(1, 0, 1, true));
          reached.add(context.bus().touch(1, (64 << 12) - 1, 1, true));
          reached.add(context.bus().touch(1, 64 << 12, 1, true));
          assertThat(map(context, 0, 3)).isEqualTo(3 << 12);
        };

    RunResult result = runWithoutIommu();

    assertThat(reached).containsExactly(true, true, false);
    assertThat(result.metrics()).doesNotContainKey("iommu.figure");
    assertThat(result.value("safety.stray.standing.writes")).isEqualTo(2);
  }

  @Test
  void deviceThatTheIommuDoesNotStandInFrontOfGoesWithoutPolicy() {
    parts.passedDevice = 1;
    parts.work =
        context -> {
          assertThat(map(context, 1, 3)).isEqualTo(3 << 12);
          map(context, 0, 5);
          context.bus().touch(1, 3 << 12, 100, false);
          context.bus().touch(1, 60 << 12, 1, true);
          context.machine().advanceTo(1_000_000_000);
        };

    RunResult result = run();

    assertThat(parts.diary).contains("policy made for nic").doesNotContain("policy made for disk");
    assertThat(result.value("policy.maps")).isEqualTo(1);
    assertThat(result.value("safety.accesses.entitled")).isEqualTo(1);
    assertThat(result.value("safety.stray.standing.writes")).isEqualTo(1);
    // A millisecond: both buffers, what lies beside them, and for the disk all 63 other pages.
    assertThat(result.value("safety.reach.entitled")).isEqualTo(200);
    assertThat(result.value("safety.reach.sub-page")).isEqualTo(2 * 3996);
    assertThat(result.value("safety.reach.standing")).isEqualTo(63 << 12);
    assertThat(result.value("safety.pinned.bytes")).isEqualTo(2 << 12);
    assertThat(result.value("safety.cross-device")).isZero();
  }

  @Test
  void driversAreReleasedAtTheEndSoThatDmaDebugSeesWhatTheyLeft() {
    parts.work =
        context -> {
          map(context, 0, 3);
          long freed = map(context, 1, 4);
          context.dma().mappingError(1, freed);
          context.dma().unmapSingle(1, freed, 100, DmaDirection.TO_DEVICE);
        };

    RunResult result =
        new Simulation(FakeParts.spec("fake", true, 1), parts.behindIommu()).run(events -> {});

    assertThat(result.value("dma.debug.pending-at-release")).isEqualTo(1);
    assertThat(run().metrics()).doesNotContainKey("dma.debug.pending-at-release");
  }

  @Test
  void pricesByCauseAddUpToTheTotal() {
    parts.work = context -> map(context, 0, 3);

    RunResult result = run();

    long ledger = result.cycles().stream().mapToLong(CycleLedger.Entry::milliCycles).sum();
    long causes =
        result.metrics().values().stream()
            .filter(metric -> metric.name().startsWith("price.cycles."))
            .filter(metric -> !metric.name().matches(".*\\.(total|estimated)"))
            .mapToLong(metric -> metric.value())
            .sum();
    assertThat(result.value("price.cycles.total")).isPositive().isEqualTo(ledger);
    assertThat(causes).isEqualTo(ledger);
    assertThat(result.value("price.cycles.estimated")).isBetween(0L, ledger);
  }

  @Test
  void equalSpecsGiveEqualResults() {
    parts.work =
        context -> {
          SplittableRandom random = new SplittableRandom(parts.seeds.get(parts.seeds.size() - 2));
          for (int i = 0; i < 1000; i++) {
            int device = random.nextInt(2);
            context.machine().advanceTo(context.machine().now() + random.nextLong(1_000_000));
            long bus = map(context, device, random.nextLong(64));
            context.bus().touch(device, bus, 1 + random.nextInt(100), false);
            context.dma().unmapSingle(device, bus, 100, DmaDirection.TO_DEVICE);
          }
        };

    RunResult first = run();

    assertThat(run()).isEqualTo(first);
    assertThat(first.value("safety.accesses")).isPositive();
  }

  @Test
  void seedsOfThePartsDifferAndFollowTheRunsSeed() {
    run();
    run();
    new Simulation(FakeParts.spec("fake", false, 2), parts.behindIommu()).run(events -> {});

    assertThat(parts.seeds.subList(0, 2)).isEqualTo(parts.seeds.subList(2, 4));
    assertThat(ImmutableSet.copyOf(parts.seeds.subList(2, 6))).hasSize(4);
  }

  @Test
  void progressReachesTheCaller() {
    List<Long> heard = new ArrayList<>();
    parts.work = context -> context.progress().accept(8192);

    new Simulation(SPEC, parts.behindIommu()).run(heard::add);

    assertThat(heard).containsExactly(8192L);
  }

  private static long map(WorkloadContext context, int device, long frame) {
    return context.dma().mapSingle(device, frame << 12, 100, DmaDirection.TO_DEVICE);
  }
}
