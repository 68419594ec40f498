package dev.tollgate.core.safety;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.iommu.IotlbGeometry;
import dev.tollgate.core.iommu.Replacement;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.IommuCapability;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Devices, drivers and a policy played by hand over a toy IOMMU, watched by a real ledger. */
final class Scene {

  static final IommuCapability SELECTS = IommuCapability.SELECTIVE_INVALIDATION;
  static final IommuCapability FAULTS = IommuCapability.FAULTS_ON_UNMAPPED;

  /** What the policy does at unmap. */
  enum Then {
    KEEP,
    CLEAR,
    INVALIDATE,
    INVALIDATE_ALL
  }

  final Machine machine = Machines.small();
  final ToyIommu iommu;
  final ExposureLedger ledger;
  final List<ObservedDomain> domains = new ArrayList<>();
  private final int[] domainOf;

  private Scene(int[] domainOf, int cached, Set<IommuCapability> capabilities) {
    this.domainOf = domainOf;
    this.iommu = new ToyIommu(domainOf, machine);
    this.ledger = new ExposureLedger(machine, domainOf.length);
    ImmutableSet<IommuCapability> all = ImmutableSet.copyOf(capabilities);
    ledger.behind(iommu, all);
    iommu.absorbs = !all.contains(FAULTS);
    iommu.caching(IotlbGeometry.fullyAssociative(cached, Replacement.FIFO), ledger);
    for (int domain = 0; domain < domainOf.length; domain++) {
      domains.add(new ObservedDomain(iommu, domain, all, ledger));
    }
  }

  /** One device behind a unit that selects, faults and caches so many entries. */
  static Scene caching(int entries) {
    return of(entries, Set.of(SELECTS, FAULTS), 0);
  }

  /** Devices in the domains given, behind a unit that caches so many entries. */
  static Scene of(int entries, Set<IommuCapability> capabilities, int... domainOf) {
    return new Scene(domainOf, entries, capabilities);
  }

  /** The clock moves on to so many nanoseconds. */
  Scene at(long nanoseconds) {
    machine.advanceTo(1000 * nanoseconds);
    return this;
  }

  /** A driver maps a buffer; returns its bus address. */
  long map(int device, long ioPage, long physical, long size, DmaDirection direction) {
    ObservedDomain domain = domains.get(domainOf[device]);
    long bus = (ioPage << 12) + (physical & 4095);
    int pages = (int) (((bus + size - 1) >>> 12) - ioPage) + 1;
    domain.map(ioPage, pages, physical >>> 12, direction);
    domain.endOfCall();
    ledger.granted(device, bus, size, physical, direction);
    return bus;
  }

  /** A driver unmaps a buffer, and the policy does the rest. */
  void unmap(int device, long bus, long size, DmaDirection direction, Then then) {
    ledger.revoked(device, bus, size, direction);
    ObservedDomain domain = domains.get(domainOf[device]);
    long ioPage = bus >>> 12;
    int pages = (int) (((bus + size - 1) >>> 12) - ioPage) + 1;
    if (then != Then.KEEP) {
      domain.unmap(ioPage, pages);
    }
    if (then == Then.INVALIDATE) {
      domain.invalidate(ioPage, pages);
    } else if (then == Then.INVALIDATE_ALL) {
      domain.invalidateAll();
    }
    domain.endOfCall();
  }

  /** A device accesses memory; returns the physical address reached. */
  long dma(int device, long bus, int length, boolean write) {
    long physical = iommu.translate(device, bus, write);
    ledger.accessed(device, bus, length, write, physical);
    return physical;
  }

  /** The run is over. */
  Metrics finish() {
    ledger.finish();
    return Metrics.of(ledger);
  }
}
