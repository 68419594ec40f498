package dev.tollgate.hypervisor.xen;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.Step;

/**
 * What a guest's kernel makes Xen do on its way through interrupts, system calls and switches,
 * beside crossings and events, which have steps of their own. Estimates for 3 GHz: no source prints
 * them.
 */
final class GuestSteps {

  /** One interrupt of a device that Xen passes on to a guest. */
  static final Step PHYSICAL_INTERRUPT =
      step(
          "physical-interrupt",
          "interrupt passed on to a guest",
          400,
          "descriptor's lock, list of the guests bound to it");

  /** One interrupt line that a guest lets interrupt again. */
  static final Step INTERRUPT_END =
      step(
          "physical-interrupt-end",
          "interrupt line enabled again for a guest",
          150,
          "argument copied in, descriptor's lock, count of the guests that have not ended it");

  /** One piece of a process's state that only Xen can load. */
  static final Step STATE_LOAD =
      step(
          "guest-state-load",
          "kernel stack or FPU state of a process set by Xen",
          120,
          "a field of the task state written, a bit of cr0");

  /** One virtual CPU that gives its CPU up because it has nothing to do. */
  static final Step BLOCK =
      step(
          "virtual-cpu-block",
          "virtual CPU blocked",
          700,
          "run queue's lock, decision for the idle domain, whose state is not loaded");

  /** One virtual CPU that runs again on the CPU where it blocked. */
  static final Step RESUME =
      step(
          "virtual-cpu-resume",
          "virtual CPU resumed",
          900,
          "woken, run queue's lock, decision; its state is still loaded");

  /** All of them, in the order of this file. */
  static final ImmutableList<Step> ALL =
      ImmutableList.of(PHYSICAL_INTERRUPT, INTERRUPT_END, STATE_LOAD, BLOCK, RESUME);

  private GuestSteps() {}

  private static Step step(String id, String unit, long cycles, String source) {
    return new Step(id, unit, Price.estimated(cycles, source));
  }
}
