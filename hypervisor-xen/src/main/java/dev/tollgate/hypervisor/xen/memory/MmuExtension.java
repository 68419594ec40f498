package dev.tollgate.hypervisor.xen.memory;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.hypercall.Errno;
import dev.tollgate.hypervisor.xen.hypercall.HypercallFrame;
import dev.tollgate.hypervisor.xen.hypercall.HypercallHandler;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;

/**
 * {@code mmuext_op(ops, count, done, foreigndom)}: of its operations those that make TLBs forget, 6
 * to 11. Page tables other than the kernel's direct map are not modelled, so pinning and switching
 * them answers −EINVAL.
 */
public final class MmuExtension implements HypercallHandler {

  /** Bytes of {@code struct mmuext_op}. */
  public static final int OPERATION_BYTES = 24;

  /** Operation: the running CPU forgets all. */
  public static final int TLB_FLUSH_LOCAL = 6;

  /** Operation: the running CPU forgets one. */
  public static final int INVLPG_LOCAL = 7;

  /** Operation: the CPUs of some virtual CPUs forget all. */
  public static final int TLB_FLUSH_MULTI = 8;

  /** Operation: the CPUs of some virtual CPUs forget one. */
  public static final int INVLPG_MULTI = 9;

  /** Operation: all CPUs of the domain forget all. */
  public static final int TLB_FLUSH_ALL = 10;

  /** Operation: all CPUs of the domain forget one. */
  public static final int INVLPG_ALL = 11;

  private final Domains domains;
  private final Tlb tlb;
  private final CycleAccount refusedAccount;

  /** The body of the call. */
  public MmuExtension(Domains domains, Tlb tlb, CycleLedger ledger) {
    this.domains = domains;
    this.tlb = tlb;
    this.refusedAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.REFUSED);
  }

  @Override
  public long handle(HypercallFrame call) {
    Domain caller = call.caller();
    long owner = ForeignDomain.resolve(domains, caller, (int) call.argument(3) & 0xffff);
    if (owner < 0) {
      refusedAccount.one();
      return owner;
    }
    long count = call.unsigned(1);
    long result = 0;
    long i = 0;
    for (; i < count && result == 0; i++) {
      long pointer = call.argument(0) + OPERATION_BYTES * i;
      if (call.isPreempted()) {
        return call.continueWith(pointer, count - i, call.argument(2), call.argument(3));
      }
      result =
          call.structure().load(caller.memory(), pointer, OPERATION_BYTES)
              ? operate(caller, call.structure().u32(0))
              : Errno.FAULT;
    }
    if (call.argument(2) != 0) {
      call.structure().put32(0, result == 0 ? i : i - 1);
      if (!call.structure().store(caller.memory(), call.argument(2), 0, Integer.BYTES)) {
        return Errno.FAULT;
      }
    }
    return result;
  }

  private long operate(Domain caller, long operation) {
    switch ((int) operation) {
      case TLB_FLUSH_LOCAL -> tlb.flushLocal();
      case INVLPG_LOCAL -> tlb.forgetLocal();
      case TLB_FLUSH_MULTI, TLB_FLUSH_ALL -> tlb.flushAll(caller);
      case INVLPG_MULTI, INVLPG_ALL -> tlb.forgetAll(caller);
      default -> {
        refusedAccount.one();
        return Errno.INVAL;
      }
    }
    return 0;
  }
}
