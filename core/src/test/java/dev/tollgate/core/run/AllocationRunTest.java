package dev.tollgate.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.WorkloadUse;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Runs with an allocator of the kernel's memory. */
class AllocationRunTest {

  private final FakeParts parts = new FakeParts();

  AllocationRunTest() {
    parts.devices = ImmutableList.of();
    parts.uses = ImmutableSet.of(WorkloadUse.ALLOCATOR);
  }

  private RunResult run(String allocator) {
    RunSpec spec = FakeParts.allocation(RunSpec.OFF, allocator);
    return new Simulation(spec, parts.withAllocator(null)).run(events -> {});
  }

  @Test
  void allocatorIsMadeWhenFirstAskedForThenCheckedAndAsked() {
    parts.work =
        context -> {
          parts.diary.add("boot memory is still to be had");
          context.machine().bootMemory().allocate("kernel", 4096, 4096, Long.MAX_VALUE);
          assertThat(context.allocator()).isSameAs(context.allocator());
        };

    run("fake");

    assertThat(parts.diary)
        .containsExactly(
            "workload made",
            "workload runs",
            "boot memory is still to be had",
            "allocator made",
            "allocator checked",
            "allocator reports",
            "workload reports");
  }

  @Test
  void whereMemoryIsAtTheEndIsReported() {
    parts.work =
        context -> {
          context.allocator().kmalloc(1000);
          context.allocator().kmalloc(96);
        };

    RunResult result = run("fake");

    assertThat(result.value("memory.held")).isEqualTo(8192);
    assertThat(result.value("memory.pages.peak")).isEqualTo(8192);
    assertThat(result.value("memory.requested")).isEqualTo(1096);
    assertThat(result.value("memory.slack")).isEqualTo(8192 - 1096);
    assertThat(result.value("memory.free-pages")).isEqualTo((64 - 2) * 4096);
    assertThat(result.value("memory.page-failures")).isZero();
  }

  @Test
  void withoutDmaThereIsNoSafetyToReport() {
    parts.work = context -> context.allocator();

    assertThat(run("fake").metrics().keySet())
        .noneMatch(name -> name.startsWith("safety.") || name.startsWith("dma."))
        .contains("price.cycles.total");
  }

  @Test
  void allocatorThatNobodyAskedForIsNotMade() {
    assertThat(run("fake").metrics()).doesNotContainKey("memory.held");
    assertThat(parts.diary).doesNotContain("allocator made");
  }

  @Test
  void workloadThatAllocatesIsRefusedWithoutAllocator() {
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> run(RunSpec.NONE))
        .withMessage("workload fake needs an allocator");
  }

  @Test
  void workloadWithoutDmaIsRefusedBehindAnIommu() {
    RunSpec spec = FakeParts.allocation("fake", "fake");
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(
            () ->
                new Simulation(
                        spec,
                        parts.withAllocator(Objects.requireNonNull(parts.behindIommu().iommu())))
                    .run(events -> {}))
        .withMessage("workload fake makes no DMA that an IOMMU could translate");
  }

  @Test
  void allocatorIsRefusedWhereNothingIsAllocated() {
    parts.uses = ImmutableSet.of(WorkloadUse.DMA);
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> run("fake"))
        .withMessage("workload fake allocates no memory of the kernel");
  }

  @Test
  void workloadThatDidNotSaySoGetsNoAllocator() {
    parts.uses = ImmutableSet.of(WorkloadUse.DMA);
    parts.work = context -> context.allocator();
    RunSpec spec = FakeParts.allocation(RunSpec.OFF, RunSpec.NONE);
    RunParts without = parts.withAllocator(null);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                new Simulation(spec, new RunParts(null, without.policy(), null, without.workload()))
                    .run(events -> {}))
        .withMessageContaining("asks for an allocator");
  }
}
