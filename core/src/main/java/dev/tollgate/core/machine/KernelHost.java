package dev.tollgate.core.machine;

/**
 * What a machine's kernel runs on, as far as it costs anything: nothing on bare metal, a hypervisor
 * under a guest. It is told of what passes through it and books what that takes there; what the
 * kernel itself does, the caller books as on any machine.
 *
 * <p>All calls come from a piece of work of the CPU concerned.
 */
public interface KernelHost {

  /** The hardware itself: nothing is in the way. */
  KernelHost BARE_METAL = new KernelHost() {};

  /** A device's interrupt reaches the kernel, and the kernel ends it. */
  default void interrupt() {}

  /** A program calls the kernel, and the kernel returns to it. */
  default void systemCall() {}

  /** The kernel switches from one process, or from idling, to another. */
  default void contextSwitch() {}

  /** The kernel makes another CPU, of this number, look for work. */
  default void wakeUp(int cpu) {}

  /** A CPU that had nothing to do goes on: called at the begin of its first piece. */
  default void resumed() {}

  /** A CPU has nothing more to do: called at the end of its last piece. */
  default void idle() {}
}
