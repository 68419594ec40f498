package dev.tollgate.hypervisor.xen;

/** Who drives the devices, and who uses them. */
enum Arrangement {
  /** One domain, dom0, which drives the devices for its own use. */
  DOM0("xen-dom0"),
  /** dom0 drives the devices for another domain, which reaches them by split drivers. */
  DOMU("xen-domu");

  private final String environment;

  Arrangement(String environment) {
    this.environment = environment;
  }

  /** Name of the environment. */
  String environment() {
    return environment;
  }
}
