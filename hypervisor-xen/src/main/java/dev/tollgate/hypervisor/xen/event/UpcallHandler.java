package dev.tollgate.hypervisor.xen.event;

import dev.tollgate.hypervisor.xen.domain.Vcpu;

/** A guest's way in for events: what it registered with {@code set_callbacks}. */
@FunctionalInterface
public interface UpcallHandler {

  /** Takes the events that are pending for a virtual CPU. Further upcalls are masked meanwhile. */
  void upcall(Vcpu vcpu);
}
