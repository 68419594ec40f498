package dev.tollgate.hypervisor.xen;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MemoryForUnits;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.DrivenIommu;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.core.spi.Hypervisor;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.iommu.GrantedPages;
import dev.tollgate.hypervisor.xen.iommu.GuestIommu;
import org.jspecify.annotations.Nullable;

/** Xen with its domains, put together for one run. */
final class XenHypervisor implements Hypervisor {

  private final Machine hardware;
  private final XenSettings settings;
  private final Xen xen;
  private final GrantedPages granted;
  private final ImmutableList<XenGuest> guests;
  private @Nullable GuestIommu iommu;

  private XenHypervisor(Machine hardware, XenSettings settings, Xen xen, GrantedPages granted) {
    this.granted = granted;
    this.hardware = hardware;
    this.settings = settings;
    this.xen = xen;
    this.guests = new GuestBuilder(hardware, xen).build(settings);
  }

  /** Boots it: Xen takes the machine's memory and builds the domains from it. */
  static XenHypervisor boot(Machine hardware, XenSettings settings) {
    MemoryForUnits kept = MemoryForUnits.keepBack(hardware);
    GrantedPages granted = new GrantedPages();
    Xen xen =
        new Xen(
            Domains.onAllOf(hardware),
            hardware.ledger(),
            XenOptions.of(settings.period()),
            domain -> domain.vcpus().size() - 1,
            granted);
    XenHypervisor made = new XenHypervisor(hardware, settings, xen, granted);
    kept.open();
    return made;
  }

  @Override
  public ImmutableList<Guest> guests() {
    return ImmutableList.copyOf(guests);
  }

  /** The domains, for parts of Xen. */
  ImmutableList<XenGuest> xenGuests() {
    return guests;
  }

  /** Xen itself. */
  Xen xen() {
    return xen;
  }

  @Override
  public Iommu guestIommu(DrivenIommu driven) {
    XenGuest dom0 = guests.get(0);
    GuestIommu made =
        new GuestIommu(
            dom0.machine(),
            xen.domains(),
            dom0.domain(),
            xen.hypercalls(),
            driven,
            settings.iommu(),
            GuestBuilder.callPages(dom0.domain()),
            granted);
    iommu = made;
    return made;
  }

  @Override
  public void report(MetricSink sink) {
    new XenReport(hardware, xen, guests).report(sink);
  }

  @Override
  public void check() {
    GuestIommu driven = iommu;
    xen.check(driven == null ? ImmutableList.of() : ImmutableList.of(driven.references()));
  }
}
