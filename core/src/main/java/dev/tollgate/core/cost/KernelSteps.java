package dev.tollgate.core.cost;

import com.google.common.collect.ImmutableList;

/**
 * The steps of any kernel that works in simulated time: how it is entered, left and interrupted.
 *
 * <p>Fallback prices are those of a 3 GHz x86-64 server and estimated; the cost profiles of the
 * machines override them.
 */
public final class KernelSteps {

  /** One interrupt taken: entry, acknowledgement to the interrupt controller, return. */
  public static final Step INTERRUPT =
      step("interrupt", "interrupt entered and left", 1000, "pipeline drained, frame saved, EOI");

  /** One run of pending soft interrupts entered and left. */
  public static final Step SOFT_INTERRUPT =
      step("soft-interrupt", "run of soft interrupts", 250, "pending mask read, one indirect call");

  /** One switch of a CPU from one process, or from idling, to another. */
  public static final Step CONTEXT_SWITCH =
      step("context-switch", "context switch", 1800, "about 0.6 us: registers, page table, TLB");

  /** One process made ready to run. */
  public static final Step WAKE_UP =
      step("wake-up", "process woken", 700, "run queue's lock, choice of CPU, enqueueing");

  /** One system call entered and left, without what it does. */
  public static final Step SYSCALL =
      step("syscall", "system call entered and left", 200, "syscall, register save, dispatch");

  private KernelSteps() {}

  /** All of them, in the order of this file. */
  public static ImmutableList<Step> all() {
    return ImmutableList.of(INTERRUPT, SOFT_INTERRUPT, CONTEXT_SWITCH, WAKE_UP, SYSCALL);
  }

  private static Step step(String id, String unit, long cycles, String source) {
    return new Step(id, unit, Price.estimated(cycles, source));
  }
}
