package dev.tollgate.hypervisor.xen.memory;

import dev.tollgate.hypervisor.xen.domain.Domain;

/** Which CPUs may hold translations of a domain. */
@FunctionalInterface
public interface DirtyCpus {

  /** CPUs other than the one that runs now whose TLB may hold some of the domain's. */
  int others(Domain domain);
}
