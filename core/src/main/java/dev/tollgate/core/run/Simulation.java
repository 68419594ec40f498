package dev.tollgate.core.run;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDebug;
import dev.tollgate.core.dma.DmaObserver;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.ObjectMap;
import dev.tollgate.core.safety.ExposureLedger;
import dev.tollgate.core.spi.AllocatorContext;
import dev.tollgate.core.spi.AllocatorFactory;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.core.spi.Hypervisor;
import dev.tollgate.core.spi.HypervisorContext;
import dev.tollgate.core.spi.HypervisorFactory;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.ProtectionPolicy;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.core.spi.WorkloadDemands;
import dev.tollgate.core.spi.WorkloadUse;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One run from specification to result: builds the machine to the workload's demands, lets the
 * workload run over it, checks every part against itself and collects what all of them measured.
 * Both meters, price and safety, are always on where there is DMA. Time is simulated throughout;
 * how long a run takes is nowhere in its result.
 *
 * <p>A simulation shares nothing with others, so many may run at once, each on a thread of its own.
 */
public final class Simulation {

  private final RunSpec spec;
  private final RunParts parts;

  /** A run of {@code spec}, made from the parts that it names. */
  public Simulation(RunSpec spec, RunParts parts) {
    this.spec = spec;
    this.parts = parts;
  }

  /**
   * Runs it.
   *
   * @param progress hears, every few thousand events, how many more were done
   * @throws BadInputException if the policy is not applicable to the IOMMU, or if the workload's
   *     input, or its demands on the machine, cannot be met
   * @throws dev.tollgate.core.error.InvariantViolation if a part contradicts itself at the end
   */
  public RunResult run(LongConsumer progress) {
    return run(progress, null);
  }

  /**
   * Runs it before a witness.
   *
   * @param progress as in {@link #run(LongConsumer)}
   * @param witness sees what happens; null if nobody looks on
   */
  public RunResult run(LongConsumer progress, @Nullable Witness witness) {
    checkApplicable();
    Workload workload =
        parts
            .workload()
            .create(
                spec.parametersOf("workload", spec.workload()), Seeds.of(spec.seed(), "workload"));
    return Objects.requireNonNull(run(workload, progress, true, witness));
  }

  /** Runs a workload; without {@code measuring} nothing is checked or reported after it. */
  private @Nullable RunResult run(
      Workload workload, LongConsumer progress, boolean measuring, @Nullable Witness witness) {
    WorkloadDemands demands = workload.demands();
    checkCapable(demands);
    Machine hardware = new Machine(spec.machine(), spec.prices());
    Hypervisor hypervisor = hypervisor(hardware);
    Guest driving = hypervisor == null ? null : hypervisor.guests().get(0);
    Machine machine = driving == null ? hardware : driving.machine();
    ImmutableList<Device> devices = demands.devices();
    ExposureLedger exposure = new ExposureLedger(hardware, devices.size());
    Bus bus = bus(hardware, hypervisor, demands, exposure, witness);
    ImmutableList<ProtectionPolicy> policies =
        bus.policies(new ChosenPolicies(spec, parts, devices), machine, devices, driving);
    DmaDebug debug = spec.dmaDebug() ? new DmaDebug(devices, spec.machine().ramBytes()) : null;
    DmaObserver observer = witness == null ? exposure : new WatchedObserver(exposure, witness);
    DmaApi dma = new DmaApi(machine, devices, policies, observer, debug);
    KernelMemory kernelMemory = kernelMemory(machine, objects(exposure));
    BusMaster busMaster = new BusMaster(hardware, devices, bus.translation(), observer);
    if (witness != null) {
      witness.begins(hardware, bus.iommu());
    }

    workload.run(
        new WorkloadContext(
            machine, dma, busMaster, kernelMemory, progress, hypervisor, exposure::objects));
    if (!measuring) {
      return null;
    }

    devices.forEach(device -> dma.driverReleased(device.id()));
    policies.forEach(ProtectionPolicy::close);
    exposure.finish();
    Iommu iommu = bus.iommu();
    if (iommu != null) {
      iommu.check();
    }
    if (hypervisor != null) {
      hypervisor.check();
    }
    if (kernelMemory != null) {
      kernelMemory.check();
    }
    MetricCollector collector = new MetricCollector();
    collector.metric(
        "run.elapsed", hardware.now(), "ps", "Simulated time from the run's beginning to its end");
    PriceReport.report(hardware.ledger(), collector);
    hardware.processors().report(collector);
    if (parts.workload().uses().contains(WorkloadUse.DMA)) {
      exposure.report(collector);
      dma.report(collector);
      busMaster.report(collector);
    }
    if (iommu != null) {
      iommu.report(collector);
    }
    if (hypervisor != null) {
      hypervisor.report(collector);
    }
    SummedMetrics ofPolicies = new SummedMetrics();
    policies.forEach(policy -> policy.report(ofPolicies));
    ofPolicies.reportTo(collector);
    if (kernelMemory != null) {
      kernelMemory.report(collector);
    }
    workload.afterwards(other -> run(other, events -> {}, false, null));
    workload.report(collector);
    return new RunResult(
        spec,
        collector.metrics(),
        hardware.ledger().entries(),
        collector.distributions(),
        collector.series(),
        collector.unobservable(),
        collector.notes(),
        collector.outcome(),
        collector.textsOver(kernelMemory == null ? ImmutableSortedMap.of() : kernelMemory.texts()),
        kernelMemory == null ? null : kernelMemory.accounting());
  }

  /**
   * Where to tell of the allocators' objects, so that it can be said which of them devices reach;
   * null if nobody asks. Guests of a hypervisor work with the hardware's addresses, too.
   */
  private @Nullable ObjectMap objects(ExposureLedger exposure) {
    return parts.allocator() != null && parts.workload().uses().contains(WorkloadUse.DMA)
        ? exposure.objects()
        : null;
  }

  private Bus bus(
      Machine machine,
      @Nullable Hypervisor hypervisor,
      WorkloadDemands demands,
      ExposureLedger exposure,
      @Nullable Witness witness) {
    IommuFactory iommu = parts.iommu();
    return iommu == null
        ? Bus.untranslated(machine, demands.devices().size(), exposure)
        : Bus.behind(
            iommu,
            iommuParameters(),
            machine,
            demands,
            exposure,
            Seeds.of(spec.seed(), "iommu"),
            hypervisor,
            capabilities(),
            witness);
  }

  private @Nullable Hypervisor hypervisor(Machine machine) {
    HypervisorFactory hypervisor = parts.hypervisor();
    return hypervisor == null
        ? null
        : hypervisor.create(
            new HypervisorContext(machine, Seeds.of(spec.seed(), "environment")),
            environmentParameters());
  }

  private @Nullable KernelMemory kernelMemory(Machine machine, @Nullable ObjectMap objects) {
    AllocatorFactory allocator = parts.allocator();
    return allocator == null
        ? null
        : new KernelMemory(
            allocator,
            new AllocatorContext(machine, Seeds.of(spec.seed(), "allocator")),
            spec.parametersOf("allocator", spec.allocator()),
            spec.accounting().form(),
            objects);
  }

  private Parameters iommuParameters() {
    return spec.parametersOf("iommu", spec.iommu());
  }

  private Parameters environmentParameters() {
    return spec.parametersOf("environment", spec.environment());
  }

  /** What the unit can do, whoever drives it. */
  private ImmutableSet<IommuCapability> unitCapabilities() {
    IommuFactory iommu = parts.iommu();
    return iommu == null ? Untranslated.CAPABILITIES : iommu.capabilities(iommuParameters());
  }

  /** What the operating system with the devices can do with it. */
  private ImmutableSet<IommuCapability> capabilities() {
    HypervisorFactory hypervisor = parts.hypervisor();
    return hypervisor == null || parts.iommu() == null
        ? unitCapabilities()
        : hypervisor.seenByGuest(unitCapabilities(), environmentParameters());
  }

  private void checkApplicable() {
    if (WorkloadFit.of(spec, parts.workload(), parts.hypervisor())
        instanceof Applicability.NotApplicable not) {
      throw new BadInputException(not.reason());
    }
    IommuFactory iommu = parts.iommu();
    if (iommu != null && iommu.on(spec.machine()) instanceof Applicability.NotApplicable not) {
      throw new BadInputException(
          "IOMMU %s is not applicable to machine %s: %s"
              .formatted(spec.iommu(), spec.machine().name(), not.reason()));
    }
    HypervisorFactory hypervisor = parts.hypervisor();
    if (hypervisor != null
        && hypervisor.on(
                spec.machine(),
                unitCapabilities(),
                parts.workload().uses(),
                environmentParameters())
            instanceof Applicability.NotApplicable not) {
      throw new BadInputException(
          "environment %s is not applicable: %s".formatted(spec.environment(), not.reason()));
    }
    checkApplicable(spec.policy(), parts.policy());
    parts.policiesOfDevices().forEach(this::checkApplicable);
  }

  private void checkApplicable(String policy, ProtectionPolicyFactory factory) {
    if (factory.on(capabilities()) instanceof Applicability.NotApplicable not) {
      throw new BadInputException(
          "policy %s is not applicable to IOMMU %s: %s"
              .formatted(policy, spec.iommu(), not.reason()));
    }
  }

  private void checkCapable(WorkloadDemands demands) {
    ImmutableSet<IommuCapability> capabilities = capabilities();
    for (IommuCapability demanded : demands.capabilities()) {
      if (!capabilities.contains(demanded)) {
        throw new BadInputException(
            "workload %s needs an IOMMU with %s; %s has %s"
                .formatted(spec.workload(), demanded, spec.iommu(), capabilities));
      }
    }
  }
}
