package dev.tollgate.core.run;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.safety.ExposureLedger;
import dev.tollgate.core.safety.ObservedDomain;
import dev.tollgate.core.spi.DmaDomain;
import dev.tollgate.core.spi.DrivenIommu;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.core.spi.Hypervisor;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IommuContext;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.PolicyContext;
import dev.tollgate.core.spi.ProtectionPolicy;
import dev.tollgate.core.spi.WorkloadDemands;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the devices of one run and memory.
 *
 * @param translation where their accesses go
 * @param iommu the unit as the operating system with the devices drives it, or null if there is
 *     none
 * @param domains by device id, the domain in front of it; an {@link Untranslated} one where none is
 */
record Bus(
    AddressTranslation translation, @Nullable Iommu iommu, ImmutableList<DmaDomain> domains) {

  /** A machine without IOMMU. */
  static Bus untranslated(Machine machine, int devices, ExposureLedger exposure) {
    exposure.untranslated();
    Untranslated none = new Untranslated(machine.memory().size());
    ImmutableList.Builder<DmaDomain> domains = ImmutableList.builder();
    for (int device = 0; device < devices; device++) {
      domains.add(none);
    }
    return new Bus(none, null, domains.build());
  }

  /**
   * A machine with an IOMMU, which need not stand in front of every device.
   *
   * @param hypervisor what stands between the unit and the operating system; null if nothing does
   * @param seen what the operating system can do with the unit
   * @param witness sees what the ledger sees; null if there is none
   */
  static Bus behind(
      IommuFactory factory,
      Parameters parameters,
      Machine machine,
      WorkloadDemands demands,
      ExposureLedger exposure,
      long seed,
      @Nullable Hypervisor hypervisor,
      ImmutableSet<IommuCapability> seen,
      @Nullable Witness witness) {
    ImmutableList<Device> devices = demands.devices();
    Iommu unit =
        factory.create(
            new IommuContext(
                machine,
                devices,
                witness == null ? exposure : new WatchedObserver(exposure, witness),
                demands.ioPages(),
                seed),
            parameters);
    Iommu iommu =
        hypervisor == null
            ? unit
            : hypervisor.guestIommu(
                new DrivenIommu(unit, factory.capabilities(parameters), devices, exposure));
    exposure.behind(iommu, seen);
    Untranslated none = new Untranslated(machine.memory().size());
    TreeMap<Integer, DmaDomain> byNumber = new TreeMap<>();
    ImmutableList.Builder<DmaDomain> domains = ImmutableList.builder();
    for (Device device : devices) {
      domains.add(
          iommu.translates(device.id())
              ? byNumber.computeIfAbsent(
                  iommu.domainOf(device.id()),
                  domain -> domain(iommu, domain, seen, exposure, witness, hypervisor != null))
              : none);
    }
    return new Bus(unit, iommu, domains.build());
  }

  private static DmaDomain domain(
      Iommu iommu,
      int number,
      ImmutableSet<IommuCapability> seen,
      ExposureLedger exposure,
      @Nullable Witness witness,
      boolean handsOver) {
    DmaDomain domain = new ObservedDomain(iommu, number, seen, exposure);
    return witness == null ? domain : new WatchedDomain(domain, number, iommu, witness, handsOver);
  }

  /** One policy for each device; those that nothing translates for go without. */
  ImmutableList<ProtectionPolicy> policies(
      ChosenPolicies chosen,
      Machine machine,
      ImmutableList<Device> devices,
      @Nullable Guest guest) {
    ImmutableList.Builder<ProtectionPolicy> policies = ImmutableList.builder();
    for (Device device : devices) {
      DmaDomain domain = domains.get(device.id());
      boolean passed = iommu != null && domain instanceof Untranslated;
      policies.add(
          passed
              ? new PassedPolicy()
              : chosen.create(new PolicyContext(machine, device, domain, guest)));
    }
    return policies.build();
  }
}
