package dev.tollgate.hypervisor.xen.event;

import dev.tollgate.hypervisor.xen.domain.Vcpu;

/** What events do to virtual CPUs. */
public interface VcpuControl {

  /** Nobody schedules anything: upcalls happen when they are asked for. */
  VcpuControl NONE = vcpu -> false;

  /**
   * {@code vcpu_kick}: an upcall has become pending. A blocked virtual CPU is woken; when it runs,
   * or at once if it does, {@link EventDelivery#deliver} is to be called.
   *
   * @return whether it was running on another CPU than this, which takes an interrupt to notice
   */
  boolean kick(Vcpu vcpu);

  /** The virtual CPU wants to wait until it is kicked. */
  default void block(Vcpu vcpu) {}

  /** The virtual CPU lets others run. */
  default void yieldCpu(Vcpu vcpu) {}

  /** Whether its time is over, which cuts long calls; says so once. */
  default boolean isSliceOver(Vcpu vcpu) {
    return false;
  }
}
