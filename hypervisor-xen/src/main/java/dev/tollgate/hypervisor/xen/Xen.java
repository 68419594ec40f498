package dev.tollgate.hypervisor.xen;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.DomainSpec;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.domain.ReferenceHolder;
import dev.tollgate.hypervisor.xen.event.EventChannelOp;
import dev.tollgate.hypervisor.xen.event.EventChannels;
import dev.tollgate.hypervisor.xen.event.EventDelivery;
import dev.tollgate.hypervisor.xen.grant.DeviceMapper;
import dev.tollgate.hypervisor.xen.grant.GrantTableOp;
import dev.tollgate.hypervisor.xen.grant.GrantTables;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import dev.tollgate.hypervisor.xen.hypercall.Hypercalls;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;
import dev.tollgate.hypervisor.xen.memory.DirtyCpus;
import dev.tollgate.hypervisor.xen.memory.Exchange;
import dev.tollgate.hypervisor.xen.memory.MemoryOp;
import dev.tollgate.hypervisor.xen.memory.MmuExtension;
import dev.tollgate.hypervisor.xen.memory.MmuUpdate;
import dev.tollgate.hypervisor.xen.memory.Reservations;
import dev.tollgate.hypervisor.xen.memory.Tlb;
import dev.tollgate.hypervisor.xen.memory.UpdateVaMapping;
import dev.tollgate.hypervisor.xen.multicall.Multicall;
import dev.tollgate.hypervisor.xen.schedule.SchedOp;
import java.util.List;

/** One Xen on one machine: its parts, wired together, with the body of every hypercall. */
public final class Xen {

  private final Domains domains;
  private final Hypercalls hypercalls;
  private final Multicall multicall;
  private final Tlb tlb;
  private final Reservations reservations;
  private final GrantTables tables;
  private final GrantTableOp grants;
  private final EventDelivery events;
  private final EventChannels channels;

  /** One of a period without limits of its own, on a machine without IOMMU. */
  public Xen(Domains domains, CycleLedger ledger, XenPeriod period, DirtyCpus dirty) {
    this(domains, ledger, XenOptions.of(period), dirty, DeviceMapper.NONE);
  }

  /**
   * A Xen without domains.
   *
   * @param dirty which CPUs have translations of a domain
   * @param devices what lets devices reach granted frames
   */
  public Xen(
      Domains domains,
      CycleLedger ledger,
      XenOptions options,
      DirtyCpus dirty,
      DeviceMapper devices) {
    XenPeriod period = options.period();
    this.domains = domains;
    this.events = new EventDelivery(domains.memory(), ledger);
    this.channels = new EventChannels(domains, events);
    this.hypercalls = new Hypercalls(ledger, options.cutting().orElse(events));
    this.multicall = new Multicall(hypercalls, period, ledger);
    this.tlb = new Tlb(ledger, dirty);
    this.reservations = new Reservations(domains, ledger);
    this.tables = new GrantTables(domains, devices, options.grantLimits());
    this.grants =
        new GrantTableOp(domains, tables, devices, options.pagedFrames(), tlb, period, ledger);
    UpdateVaMapping update = new UpdateVaMapping(domains, tlb, ledger);
    hypercalls.install(HypercallNumbers.MMU_UPDATE, new MmuUpdate(domains, ledger));
    hypercalls.install(
        HypercallNumbers.MEMORY_OP,
        new MemoryOp(domains, reservations, new Exchange(domains, ledger)));
    hypercalls.install(HypercallNumbers.MULTICALL, multicall);
    hypercalls.install(HypercallNumbers.GRANT_TABLE_OP, grants);
    hypercalls.install(HypercallNumbers.UPDATE_VA_MAPPING, update::own);
    hypercalls.install(HypercallNumbers.UPDATE_VA_MAPPING_OTHERDOMAIN, update::otherDomain);
    hypercalls.install(HypercallNumbers.EVENT_CHANNEL_OP, new EventChannelOp(channels, ledger));
    hypercalls.install(HypercallNumbers.SCHED_OP, new SchedOp(events));
    hypercalls.install(HypercallNumbers.MMUEXT_OP, new MmuExtension(domains, tlb, ledger));
  }

  /** The domains and their memory. */
  public Domains domains() {
    return domains;
  }

  /** The way in for guests. */
  public Hypercalls hypercalls() {
    return hypercalls;
  }

  /** Lists of calls. */
  public Multicall multicall() {
    return multicall;
  }

  /** The CPUs' translations. */
  public Tlb tlb() {
    return tlb;
  }

  /** What each domain grants. */
  public GrantTables grantTables() {
    return tables;
  }

  /** Grant operations. */
  public GrantTableOp grants() {
    return grants;
  }

  /** Events on their way to upcalls. */
  public EventDelivery events() {
    return events;
  }

  /** Event channels. */
  public EventChannels channels() {
    return channels;
  }

  /** Memory given and returned. */
  public Reservations reservations() {
    return reservations;
  }

  /**
   * Builds a domain.
   *
   * @throws dev.tollgate.core.error.BadInputException if there is too little memory
   */
  public Domain create(DomainSpec spec) {
    return domains.create(spec);
  }

  /** Ends a domain. */
  public void destroy(Domain domain) {
    grants.releaseAll(domain);
    channels.remove(domain);
    domains.destroy(domain);
    tables.remove(domain);
  }

  /**
   * Compares all counts with what is really there.
   *
   * @throws dev.tollgate.core.error.InvariantViolation if they differ
   */
  public void check() {
    check(ImmutableList.of());
  }

  /** The same, if parts beside Xen's own hold references to frames, such as an IOMMU's driver. */
  public void check(List<ReferenceHolder> others) {
    domains.check(ImmutableList.<ReferenceHolder>builder().add(tables).addAll(others).build());
  }
}
