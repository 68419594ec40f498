package dev.tollgate.hypervisor.xen;

import dev.tollgate.hypervisor.xen.grant.GrantLimits;
import dev.tollgate.hypervisor.xen.grant.PagedFrames;
import dev.tollgate.hypervisor.xen.hypercall.Preemption;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;
import java.util.Optional;

/**
 * Which Xen, and how much its domains may have.
 *
 * @param period which Xen
 * @param grantLimits grants and mappings of a domain
 * @param pagedFrames which frames are paged out
 * @param cutting when long calls are cut; empty: when an upcall waits
 */
public record XenOptions(
    XenPeriod period,
    GrantLimits grantLimits,
    PagedFrames pagedFrames,
    Optional<Preemption> cutting) {

  /** The defaults of a period. */
  public static XenOptions of(XenPeriod period) {
    return new XenOptions(period, GrantLimits.YEAR_2007, PagedFrames.NONE, Optional.empty());
  }

  /** The same with other limits. */
  public XenOptions withGrantLimits(GrantLimits limits) {
    return new XenOptions(period, limits, pagedFrames, cutting);
  }

  /** The same with some frames paged out. */
  public XenOptions withPagedFrames(PagedFrames paged) {
    return new XenOptions(period, grantLimits, paged, cutting);
  }

  /** The same with long calls cut at other moments. */
  public XenOptions cutBy(Preemption preemption) {
    return new XenOptions(period, grantLimits, pagedFrames, Optional.of(preemption));
  }
}
