package dev.tollgate.hypervisor.emulation;

/** How the hypervisor learns what its guest does to the emulated unit. */
enum Emulation {
  /** Registers and table are protected: each access of the guest's is an exit. */
  TRAP("trap-and-emulate"),
  /** They are shared memory, which a core that does nothing else reads over and over. */
  SIDECORE("sidecore");

  private final String environment;

  Emulation(String environment) {
    this.environment = environment;
  }

  /** Name of the environment. */
  String environment() {
    return environment;
  }
}
