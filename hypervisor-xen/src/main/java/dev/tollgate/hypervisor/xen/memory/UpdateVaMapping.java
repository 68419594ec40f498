package dev.tollgate.hypervisor.xen.memory;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.domain.LinearMap;
import dev.tollgate.hypervisor.xen.hypercall.Errno;
import dev.tollgate.hypervisor.xen.hypercall.HypercallFrame;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;

/**
 * {@code update_va_mapping(va, pte, flags)} and its form for another domain's frames
 * (xen/arch/x86/mm.c). Guests queue many with no flush and put the flush on the last.
 */
public final class UpdateVaMapping {

  /** Flag: all translations are forgotten. */
  public static final long TLB_FLUSH = 1;

  /** Flag: that of the address is forgotten. */
  public static final long INVLPG = 2;

  /** Flag: on all CPUs that the domain ran on. */
  public static final long ALL = 4;

  private static final long FLUSH_MASK = 3;

  private final Domains domains;
  private final Tlb tlb;
  private final CycleAccount updateAccount;
  private final CycleAccount refusedAccount;
  private long refused;

  /** The bodies of both calls. */
  public UpdateVaMapping(Domains domains, Tlb tlb, CycleLedger ledger) {
    this.domains = domains;
    this.tlb = tlb;
    this.updateAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.UPDATE_VA);
    this.refusedAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.REFUSED);
  }

  /** For frames of the caller's own. */
  public long own(HypercallFrame call) {
    return update(call, call.caller().id());
  }

  /** For frames of the domain in the fourth argument, which only the privileged may name. */
  public long otherDomain(HypercallFrame call) {
    Domain caller = call.caller();
    int id = (int) call.argument(3) & 0xffff;
    if (id != DomainIds.SELF && !caller.isPrivileged()) {
      return refuse(Errno.PERM);
    }
    Domain owner = domains.named(id, caller);
    return owner == null ? refuse(Errno.SRCH) : update(call, owner.id());
  }

  private long update(HypercallFrame call, int owner) {
    LinearMap map = call.caller().linearMap();
    int slot = map.slotOf(call.argument(0));
    long result = slot < 0 ? refuse(Errno.INVAL) : change(call, map, slot, owner);
    flush(call.caller(), call.argument(2));
    return result;
  }

  private long change(HypercallFrame call, LinearMap map, int slot, int owner) {
    switch (map.change(slot, call.argument(1), owner)) {
      case DONE -> {
        updateAccount.one();
        return 0;
      }
      case GRANTED -> call.caller().crash("a granted page-table entry was overwritten");
      case REFUSED -> {}
    }
    return refuse(Errno.INVAL);
  }

  private void flush(Domain caller, long flags) {
    boolean everywhere = (flags & ~FLUSH_MASK) != 0;
    if ((flags & FLUSH_MASK) == TLB_FLUSH) {
      if (everywhere) {
        tlb.flushAll(caller);
      } else {
        tlb.flushLocal();
      }
    } else if ((flags & FLUSH_MASK) == INVLPG) {
      if (everywhere) {
        tlb.forgetAll(caller);
      } else {
        tlb.forgetLocal();
      }
    }
  }

  private long refuse(long error) {
    refused++;
    refusedAccount.one();
    return error;
  }

  /** Updates refused. */
  public long refused() {
    return refused;
  }
}
