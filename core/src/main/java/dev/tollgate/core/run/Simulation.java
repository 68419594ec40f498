package dev.tollgate.core.run;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDebug;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.safety.ExposureLedger;
import dev.tollgate.core.safety.ObservedDomain;
import dev.tollgate.core.spi.DmaDomain;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IommuContext;
import dev.tollgate.core.spi.PolicyContext;
import dev.tollgate.core.spi.ProtectionPolicy;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.core.spi.WorkloadDemands;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One run from specification to result: builds the machine to the workload's demands, lets the
 * workload run over it, checks every part against itself and collects what all of them measured.
 * Both meters, price and safety, are always on.
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
   * @throws BadInputException if the workload's input, or its demands on the machine, cannot be met
   * @throws dev.tollgate.core.error.InvariantViolation if a part contradicts itself at the end
   */
  public RunResult run(LongConsumer progress) {
    Workload workload =
        parts
            .workload()
            .create(
                spec.parametersOf("workload", spec.workload()), Seeds.of(spec.seed(), "workload"));
    WorkloadDemands demands = workload.demands();
    Machine machine = new Machine(spec.machine(), spec.prices());
    ImmutableList<Device> devices = demands.devices();
    ExposureLedger exposure = new ExposureLedger(machine, devices.size());
    Bus bus = bus(machine, demands, exposure);
    ImmutableList<ProtectionPolicy> policies = policies(machine, devices, bus);
    DmaDebug debug = spec.dmaDebug() ? new DmaDebug(devices, spec.machine().ramBytes()) : null;
    DmaApi dma = new DmaApi(machine, devices, policies, exposure, debug);
    BusMaster busMaster = new BusMaster(machine.memory(), bus.translation(), exposure);

    workload.run(new WorkloadContext(machine, dma, busMaster, progress));

    policies.forEach(ProtectionPolicy::close);
    exposure.finish();
    Iommu iommu = bus.iommu();
    if (iommu != null) {
      iommu.check();
    }
    MetricCollector collector = new MetricCollector();
    PriceReport.report(machine.ledger(), collector);
    exposure.report(collector);
    dma.report(collector);
    busMaster.report(collector);
    if (iommu != null) {
      iommu.report(collector);
    }
    SummedMetrics ofPolicies = new SummedMetrics();
    policies.forEach(policy -> policy.report(ofPolicies));
    ofPolicies.reportTo(collector);
    workload.report(collector);
    return new RunResult(
        spec,
        collector.metrics(),
        machine.ledger().entries(),
        collector.distributions(),
        collector.unobservable());
  }

  /**
   * What stands between the devices and memory.
   *
   * @param iommu the unit, or null if there is none
   * @param domains the domain in front of each device, by device id
   */
  private record Bus(
      AddressTranslation translation, @Nullable Iommu iommu, ImmutableList<DmaDomain> domains) {}

  private Bus bus(Machine machine, WorkloadDemands demands, ExposureLedger exposure) {
    ImmutableList<Device> devices = demands.devices();
    if (parts.iommu() == null) {
      exposure.untranslated();
      Untranslated none = new Untranslated(machine.memory().size());
      return new Bus(none, null, ImmutableList.copyOf(devices.stream().map(d -> none).toList()));
    }
    var parameters = spec.parametersOf("iommu", spec.iommu());
    ImmutableSet<IommuCapability> capabilities = parts.iommu().capabilities(parameters);
    for (IommuCapability demanded : demands.capabilities()) {
      if (!capabilities.contains(demanded)) {
        throw new BadInputException(
            "workload %s needs an IOMMU with %s; %s has %s"
                .formatted(spec.workload(), demanded, spec.iommu(), capabilities));
      }
    }
    Iommu iommu =
        parts
            .iommu()
            .create(
                new IommuContext(
                    machine, devices, exposure, demands.ioPages(), Seeds.of(spec.seed(), "iommu")),
                parameters);
    exposure.behind(iommu, capabilities);
    TreeMap<Integer, DmaDomain> byNumber = new TreeMap<>();
    ImmutableList.Builder<DmaDomain> domains = ImmutableList.builder();
    for (Device device : devices) {
      domains.add(
          byNumber.computeIfAbsent(
              iommu.domainOf(device.id()),
              domain -> new ObservedDomain(iommu, domain, capabilities, exposure)));
    }
    return new Bus(iommu, iommu, domains.build());
  }

  private ImmutableList<ProtectionPolicy> policies(
      Machine machine, ImmutableList<Device> devices, Bus bus) {
    ImmutableList.Builder<ProtectionPolicy> policies = ImmutableList.builder();
    for (Device device : devices) {
      policies.add(
          parts
              .policy()
              .create(
                  new PolicyContext(machine, device, bus.domains().get(device.id())),
                  spec.parametersOf("policy", spec.policy())));
    }
    return policies.build();
  }
}
