package dev.tollgate.hypervisor.xen.memory;

import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.hypercall.Errno;

/** The domain whose frames a call of the MMU is about ({@code set_foreigndom}). */
final class ForeignDomain {

  private ForeignDomain() {}

  /** Its number, or a negative error: only the privileged name others, and nobody itself. */
  static long resolve(Domains domains, Domain caller, int id) {
    if (id == DomainIds.SELF) {
      return caller.id();
    }
    if (id == caller.id()) {
      return Errno.INVAL;
    }
    if (!caller.isPrivileged()) {
      return Errno.PERM;
    }
    return domains.find(id) == null ? Errno.SRCH : id;
  }
}
