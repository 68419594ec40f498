package dev.tollgate.hypervisor.emulation;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.machine.KernelHost;

/**
 * What an unmodified kernel meets on hardware that supports virtual machines: system calls and
 * switches of processes are its own affair; an interrupt is an exit when it comes and another when
 * it ends, and a CPU that has nothing to do exits by its halt instruction.
 */
final class VirtualHardware implements KernelHost {

  private final CycleAccount interruptExits;
  private final CycleAccount haltExits;
  private long exits;

  VirtualHardware(CycleLedger ledger) {
    interruptExits = ledger.account(CostCenter.INTERRUPT, EmulationSteps.EXIT);
    haltExits = ledger.account(CostCenter.SYSCALL, EmulationSteps.EXIT);
  }

  @Override
  public void interrupt() {
    exits += 2;
    interruptExits.add(2);
  }

  @Override
  public void wakeUp(int cpu) {
    exits++;
    haltExits.one();
  }

  @Override
  public void idle() {
    exits++;
    haltExits.one();
  }

  /** Exits for interrupts and idling. */
  long exits() {
    return exits;
  }
}
