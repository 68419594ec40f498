package dev.tollgate.hypervisor.xen.memory;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;

/** Making the CPUs forget translations: counted and booked; what they hold is not modelled. */
public final class Tlb {

  private final DirtyCpus dirty;
  private final CycleAccount localAccount;
  private final CycleAccount remoteAccount;
  private final CycleAccount entryAccount;
  private long flushes;
  private long remoteFlushes;
  private long entries;

  /** The TLBs of a machine. */
  public Tlb(CycleLedger ledger, DirtyCpus dirty) {
    this.dirty = dirty;
    this.localAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.TLB_FLUSH);
    this.remoteAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.TLB_FLUSH_REMOTE);
    this.entryAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.TLB_ENTRY);
  }

  /** The running CPU forgets all. */
  public void flushLocal() {
    flushes++;
    localAccount.one();
  }

  /** Every CPU that may hold translations of a domain forgets all. */
  public void flushAll(Domain domain) {
    flushLocal();
    remote(domain);
  }

  /** The running CPU forgets one. */
  public void forgetLocal() {
    entries++;
    entryAccount.one();
  }

  /** Every CPU that may hold it forgets one. */
  public void forgetAll(Domain domain) {
    forgetLocal();
    remote(domain);
  }

  private void remote(Domain domain) {
    int others = dirty.others(domain);
    remoteFlushes += others;
    remoteAccount.add(others);
  }

  /** Times that everything was to be forgotten. */
  public long flushes() {
    return flushes;
  }

  /** CPUs interrupted for it. */
  public long remoteFlushes() {
    return remoteFlushes;
  }

  /** Times that one translation was to be forgotten. */
  public long entries() {
    return entries;
  }
}
