package dev.tollgate.workload.stream.host;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.KernelSteps;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.KernelHost;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.Processors;

/**
 * A process on one CPU that sleeps in system calls: netserver. Each piece of its work is one system
 * call, or a part of a long one.
 *
 * <p>Going to sleep and running again each cost a context switch: nothing else runs on its CPU, so
 * that is from and to the idle task.
 */
abstract class Program implements CpuWork {

  private final Processors processors;
  private final KernelHost host;
  private final int cpu;
  private final Counts counts;
  private final CycleAccount switches;
  private final CycleAccount wakeUps;
  private final CycleAccount systemCalls;
  private boolean asleep;
  private boolean waking;

  Program(HostParts parts) {
    Machine machine = parts.machine();
    this.processors = machine.processors();
    this.host = machine.host();
    this.cpu = parts.programCpu();
    this.counts = parts.counts();
    CycleLedger ledger = machine.ledger();
    this.switches = ledger.account(CostCenter.SYSCALL, KernelSteps.CONTEXT_SWITCH);
    this.wakeUps = ledger.account(CostCenter.SYSCALL, KernelSteps.WAKE_UP);
    this.systemCalls = ledger.account(CostCenter.SYSCALL, KernelSteps.SYSCALL);
  }

  /** Begins its work. */
  final void start() {
    again();
  }

  @Override
  public final void run() {
    boolean woken = waking;
    waking = false;
    asleep = false;
    if (woken) {
      switchProcess();
    }
    work(woken);
  }

  /**
   * Does the next piece, and at its end calls {@link #again} or {@link #sleep}.
   *
   * @param woken whether it slept until now, in a system call
   */
  abstract void work(boolean woken);

  /** Whether what it sleeps for has come. */
  abstract boolean canGoOn();

  /** Enters the kernel. */
  final void enter() {
    systemCalls.one();
    host.systemCall();
  }

  /** There is more to do. */
  final void again() {
    processors.post(cpu, CpuContext.TASK, this);
  }

  /** Gives the CPU up until {@link #wake}. */
  final void sleep() {
    asleep = true;
    counts.sleeps++;
    switchProcess();
  }

  private void switchProcess() {
    switches.one();
    host.contextSwitch();
  }

  /** Whether it sleeps and nobody has woken it. */
  final boolean isAsleep() {
    return asleep && !waking;
  }

  /** Makes it run if it sleeps: whoever wakes it pays. */
  final void wake() {
    if (isAsleep()) {
      waking = true;
      wakeUps.one();
      if (processors.current() != cpu) {
        host.wakeUp(cpu);
      }
      again();
    }
  }
}
