package dev.tollgate.hypervisor.xen;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.machine.KernelHost;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;
import org.jspecify.annotations.Nullable;

/**
 * What a 64-bit paravirtual kernel meets on Xen, on virtual CPUs that each have a CPU to
 * themselves.
 *
 * <ul>
 *   <li>An interrupt is taken by Xen, becomes an event, and the guest hears of it by an upcall; at
 *       its end the guest asks Xen to enable the line again (PHYSDEVOP_IRQ_UNMASK_NOTIFY), as the
 *       level-triggered lines of PCI need.
 *   <li>A system call goes to Xen first, which switches page tables and bounces it to the guest's
 *       kernel, and back the same way.
 *   <li>A switch of processes tells Xen of the new kernel stack and FPU state, in one multicall;
 *       switches from and to idling keep the page table.
 *   <li>A CPU without work blocks (SCHEDOP_block); an event resumes it. Another CPU is woken by an
 *       event, which Xen sends it as an interrupt.
 * </ul>
 */
final class GuestKernel implements KernelHost {

  private final Domain domain;
  private final CycleLedger ledger;
  private final CycleAccount interrupt;
  private final CycleAccount systemCall;
  private final CycleAccount contextSwitch;
  private final CycleAccount wakeUp;
  private final CycleAccount resume;
  private final CycleAccount upcall;
  private final CycleAccount block;
  private final boolean[] woken;
  private @Nullable Processors processors;
  private long inXen;
  private long upcalls;

  GuestKernel(Domain domain, CycleLedger ledger) {
    this.domain = domain;
    this.ledger = ledger;
    this.woken = new boolean[domain.vcpus().size()];
    CycleAccount stateLoad = ledger.account(CostCenter.SYSCALL, GuestSteps.STATE_LOAD);
    CycleAccount entry = ledger.account(CostCenter.SYSCALL, XenSteps.MULTICALL_ENTRY);
    CycleAccount call = ledger.account(CostCenter.SYSCALL, XenSteps.CROSSING);
    interrupt =
        ledger.bundle(
            ledger.account(CostCenter.INTERRUPT, GuestSteps.PHYSICAL_INTERRUPT),
            ledger.account(CostCenter.INTERRUPT, XenSteps.EVENT_SEND),
            ledger.account(CostCenter.INTERRUPT, XenSteps.UPCALL),
            ledger.account(CostCenter.INTERRUPT, XenSteps.CROSSING),
            ledger.account(CostCenter.INTERRUPT, GuestSteps.INTERRUPT_END));
    systemCall = ledger.account(CostCenter.SYSCALL, XenSteps.PV_SYSCALL);
    contextSwitch = ledger.bundle(call, entry, entry, stateLoad, stateLoad);
    wakeUp =
        ledger.bundle(
            call,
            ledger.account(CostCenter.SYSCALL, XenSteps.EVENT_SEND),
            ledger.account(CostCenter.SYSCALL, XenSteps.EVENT_IPI));
    resume = ledger.account(CostCenter.SYSCALL, GuestSteps.RESUME);
    upcall = ledger.account(CostCenter.SYSCALL, XenSteps.UPCALL);
    block = ledger.bundle(call, ledger.account(CostCenter.SYSCALL, GuestSteps.BLOCK));
  }

  /** Names the machine that it is below of. */
  void isBelow(Machine guest) {
    Processors mine = guest.processors();
    processors = mine;
    domain.use().measureWhile(() -> mine.current() != Processors.NONE);
  }

  private int cpu() {
    Processors mine = processors;
    return mine == null ? 0 : Math.max(0, mine.current());
  }

  @Override
  public void interrupt() {
    upcalls++;
    call(interrupt);
  }

  @Override
  public void systemCall() {
    pass(systemCall);
  }

  @Override
  public void contextSwitch() {
    call(contextSwitch);
  }

  @Override
  public void wakeUp(int cpu) {
    woken[cpu] = true;
    call(wakeUp);
  }

  @Override
  public void resumed() {
    pass(resume);
    int cpu = cpu();
    if (woken[cpu]) {
      woken[cpu] = false;
      upcalls++;
      pass(upcall);
    }
  }

  @Override
  public void idle() {
    call(block);
  }

  /** Books work of Xen that holds a hypercall. */
  private void call(CycleAccount work) {
    long before = ledger.totalMilliCycles();
    work.one();
    domain.use().crossed(ledger.totalMilliCycles() - before);
  }

  /** Books work of Xen that the guest did not call for. */
  private void pass(CycleAccount work) {
    long before = ledger.totalMilliCycles();
    work.one();
    inXen += ledger.totalMilliCycles() - before;
  }

  /** Thousandths of a cycle spent in Xen for the domain, hypercalls included. */
  long inXen() {
    return inXen + domain.use().xenMilliCycles();
  }

  /** Crossings into Xen: all hypercalls of the domain. */
  long crossings() {
    return domain.use().crossings();
  }

  /** Upcalls into the guest. */
  long upcalls() {
    return upcalls;
  }
}
