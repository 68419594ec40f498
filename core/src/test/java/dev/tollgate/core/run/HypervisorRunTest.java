package dev.tollgate.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.Hypervisor;
import dev.tollgate.core.spi.WorkloadUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HypervisorRunTest {

  private final FakeParts parts = new FakeParts();
  private final PassingHypervisor hypervisor = new PassingHypervisor();

  private RunResult run(RunParts bare) {
    RunSpec spec = FakeParts.spec(bare.iommu() == null ? RunSpec.OFF : "fake", false, 1);
    return new Simulation(
            in("fake-environment", spec),
            new RunParts(
                bare.iommu(), bare.policy(), bare.allocator(), bare.workload(), hypervisor))
        .run(events -> {});
  }

  private static RunSpec in(String environment, RunSpec spec) {
    return new RunSpec(
        spec.machine(),
        spec.prices(),
        spec.iommu(),
        spec.policy(),
        spec.allocator(),
        spec.workload(),
        environment,
        spec.parameters(),
        false,
        spec.accounting(),
        1);
  }

  @Test
  void guestDrivesTheUnitThroughTheHypervisorWhichIsCheckedAndAskedAtTheEnd() {
    List<@Nullable Hypervisor> seen = new ArrayList<>();
    parts.work = context -> seen.add(context.hypervisor());

    RunResult result = run(parts.behindIommu());

    assertThat(hypervisor.diary)
        .containsExactly("made", "passes a unit with [SELECTIVE_INVALIDATION]", "checked");
    assertThat(result.value("hypervisor.notes")).isEqualTo(3);
    assertThat(seen).doesNotContainNull();
  }

  @Test
  void workloadCanOnlyHaveWhatTheGuestSeesOfTheUnit() {
    parts.demanded = parts.capabilities;

    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> run(parts.behindIommu()))
        .withMessageContaining("fake has [READ_ONLY_ENTRIES]");
  }

  @Test
  void machineWithoutUnitHasAHypervisorToo() {
    run(parts.behindNothing(Objects.requireNonNull(Tollgate.load().policies().get("off"))));

    assertThat(hypervisor.diary).containsExactly("made", "checked");
  }

  @Test
  void whatMakesNoSenseIsRefusedWithTheReason() {
    hypervisor.applicability = Applicability.notApplicable("it needs a second machine");

    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> run(parts.behindIommu()))
        .withMessage("environment fake-environment is not applicable: it needs a second machine");
  }

  @Test
  void workloadWithoutDevicesHasNothingToDoWithAHypervisor() {
    parts.uses = ImmutableSet.of(WorkloadUse.ALLOCATOR);
    RunSpec spec = in("fake-environment", FakeParts.allocation(RunSpec.OFF, "fake"));

    assertThat(WorkloadFit.of(spec, parts.behindIommu().workload(), null))
        .isEqualTo(
            Applicability.notApplicable(
                "workload fake drives no device, and only what devices need passes through the"
                    + " hypervisor of fake-environment"));
  }
}
