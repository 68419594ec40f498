package dev.tollgate.core.machine;

/** A piece of work of one CPU; see {@link Processors}. */
@FunctionalInterface
public interface CpuWork {

  /**
   * Does the piece whole. What it books to the machine's cycle ledger is how long the CPU is busy
   * with it.
   */
  void run();
}
