package dev.tollgate.hypervisor.xen;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MemoryForUnits;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.DrivenIommu;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.core.spi.Hypervisor;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.domain.Vcpu;
import dev.tollgate.hypervisor.xen.iommu.GrantedPages;
import dev.tollgate.hypervisor.xen.iommu.GuestIommu;
import dev.tollgate.hypervisor.xen.multicall.CallList;
import dev.tollgate.hypervisor.xen.split.Kernel;
import dev.tollgate.hypervisor.xen.split.XenMemoryExchange;
import dev.tollgate.hypervisor.xen.split.XenSharedFrames;
import dev.tollgate.hypervisor.xen.split.XenSignals;
import dev.tollgate.hypervisor.xen.split.XenTransfers;
import org.jspecify.annotations.Nullable;

/** Xen with its domains, put together for one run. */
final class XenHypervisor implements Hypervisor {

  private final Machine hardware;
  private final XenSettings settings;
  private final Xen xen;
  private final GrantedPages granted;
  private final ImmutableList<XenGuest> guests;
  private final @Nullable XenSharedFrames frames;
  private final @Nullable XenSignals signals;
  private final @Nullable XenMemoryExchange exchange;
  private final @Nullable XenTransfers transfers;
  private @Nullable GuestIommu iommu;

  private XenHypervisor(Machine hardware, XenSettings settings, Xen xen, GrantedPages granted) {
    this.granted = granted;
    this.hardware = hardware;
    this.settings = settings;
    this.xen = xen;
    this.guests = new GuestBuilder(hardware, xen).build(settings);
    if (guests.size() < 2) {
      this.frames = null;
      this.signals = null;
      this.exchange = null;
      this.transfers = null;
      return;
    }
    ImmutableList<Kernel> kernels =
        guests.stream().map(this::kernel).collect(ImmutableList.toImmutableList());
    this.frames =
        new XenSharedFrames(
            kernels,
            xen.hypercalls(),
            guests.stream().map(this::callLists).collect(ImmutableList.toImmutableList()),
            XenOptions.of(settings.period()).grantLimits().handles(),
            settings.grantsForDevices());
    this.signals = new XenSignals(kernels, xen.hypercalls(), xen.events());
    ImmutableList<Domain> domains =
        guests.stream().map(XenGuest::domain).collect(ImmutableList.toImmutableList());
    this.exchange =
        new XenMemoryExchange(
            hardware.memory(),
            xen.hypercalls(),
            domains,
            domains.stream()
                .map(GuestBuilder::firstOperationPage)
                .collect(ImmutableList.toImmutableList()));
    this.transfers = settings.flips() ? new XenTransfers(kernels, guests, xen.hypercalls()) : null;
  }

  private Kernel kernel(XenGuest guest) {
    return new Kernel(
        guest.domain(),
        guest.machine(),
        xen.grantTables(),
        hardware.ledger(),
        GuestBuilder.firstOperationPage(guest.domain()),
        settings.flips());
  }

  private ImmutableList<CallList> callLists(XenGuest guest) {
    ImmutableList<Long> pages = GuestBuilder.callPages(guest.domain());
    ImmutableList.Builder<CallList> lists = ImmutableList.builder();
    for (Vcpu vcpu : guest.domain().vcpus()) {
      lists.add(
          new CallList(
              hardware.memory(),
              xen.hypercalls(),
              vcpu,
              settings.iommu().multicall(),
              pages.get(vcpu.number())));
    }
    return lists.build();
  }

  @Override
  public <T> @Nullable T as(Class<T> kind) {
    if (kind.isInstance(frames)) {
      return kind.cast(frames);
    }
    if (kind.isInstance(exchange)) {
      return kind.cast(exchange);
    }
    if (kind.isInstance(transfers)) {
      return kind.cast(transfers);
    }
    return kind.isInstance(signals) ? kind.cast(signals) : null;
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
            xen.grantTables(),
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
