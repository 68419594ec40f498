package dev.tollgate.hypervisor.xen.hypercall;

/** The body of a hypercall. */
@FunctionalInterface
public interface HypercallHandler {

  /**
   * Does what the call asks, between entry and exit. Whatever a guest passes, it is checked; bad
   * arguments have an {@link Errno} or a status for an answer, never an exception.
   *
   * @return what the guest finds in its register
   */
  long handle(HypercallFrame call);
}
