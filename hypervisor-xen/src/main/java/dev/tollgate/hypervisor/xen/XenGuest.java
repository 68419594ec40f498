package dev.tollgate.hypervisor.xen;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.MachineToPhysical;
import dev.tollgate.hypervisor.xen.domain.PhysicalToMachine;

/** A domain of Xen as the rest of a run sees it. */
record XenGuest(
    int number,
    String name,
    Domain domain,
    Machine machine,
    GuestKernel kernel,
    MachineToPhysical machineToPhysical)
    implements Guest {

  @Override
  public long frames() {
    return domain.physicalToMachine().size();
  }

  @Override
  public long frameOf(long number) {
    long frame = domain.physicalToMachine().machineFrame(number);
    return frame < 0 ? NO_FRAME : frame;
  }

  @Override
  public void follow(Follower follower) {
    domain
        .physicalToMachine()
        .follow(
            (number, entry) -> {
              boolean own =
                  entry != PhysicalToMachine.INVALID_ENTRY
                      && (entry & PhysicalToMachine.FOREIGN_FRAME) == 0;
              follower.changes(number, own ? entry : NO_FRAME);
            });
  }

  @Override
  public long numberOf(long frame) {
    long number = machineToPhysical.get(frame);
    return number >= 0 && number < frames() && frameOf(number) == frame ? number : NO_FRAME;
  }
}
