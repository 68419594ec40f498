package dev.tollgate.hypervisor.xen.hypercall;

import dev.tollgate.hypervisor.xen.domain.Vcpu;

/**
 * When a long call is cut ({@code hypercall_preempt_check}). In Xen an interrupt may come at any
 * moment; here a call is due to be cut if an event is pending whose upcall is not masked, or if the
 * virtual CPU's time slice is over.
 */
public interface Preemption {

  /** Never cuts anything. */
  Preemption NEVER =
      new Preemption() {
        @Override
        public boolean isDue(Vcpu vcpu) {
          return false;
        }

        @Override
        public void returned(Vcpu vcpu) {}
      };

  /** Whether a call that {@code vcpu} is in should be cut now. */
  boolean isDue(Vcpu vcpu);

  /**
   * The guest runs between a call that was cut and its continuation: what was due happens now and
   * is no longer due, or the call would never get on.
   */
  void returned(Vcpu vcpu);
}
