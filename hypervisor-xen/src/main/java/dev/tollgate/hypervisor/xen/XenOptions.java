package dev.tollgate.hypervisor.xen;

import dev.tollgate.hypervisor.xen.grant.GrantLimits;
import dev.tollgate.hypervisor.xen.grant.PagedFrames;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;

/**
 * Which Xen, and how much its domains may have.
 *
 * @param period which Xen
 * @param grantLimits grants and mappings of a domain
 * @param pagedFrames which frames are paged out
 */
public record XenOptions(XenPeriod period, GrantLimits grantLimits, PagedFrames pagedFrames) {

  /** The defaults of a period. */
  public static XenOptions of(XenPeriod period) {
    return new XenOptions(period, GrantLimits.YEAR_2007, PagedFrames.NONE);
  }
}
