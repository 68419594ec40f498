package dev.tollgate.hypervisor.emulation;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.Guest;

/** The one guest, which has all of the machine's memory under the machine's own numbers. */
record WholeMachine(Machine machine) implements Guest {

  @Override
  public int number() {
    return 0;
  }

  @Override
  public String name() {
    return "guest";
  }

  @Override
  public long frames() {
    return machine.profile().pageFrames();
  }

  @Override
  public long frameOf(long number) {
    return number;
  }

  @Override
  public long numberOf(long frame) {
    return frame;
  }
}
