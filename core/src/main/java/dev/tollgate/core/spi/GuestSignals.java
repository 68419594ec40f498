package dev.tollgate.core.spi;

import dev.tollgate.core.machine.CpuWork;

/**
 * One-way signals from one guest to another, where the hypervisor offers {@link
 * HypervisorCapability#SIGNALS}. A signal carries nothing but that it was sent; one that is still
 * pending takes in those that follow.
 */
public interface GuestSignals {

  /**
   * Makes a channel.
   *
   * @param from guest that sends
   * @param to guest that is told
   * @param cpu the receiver's CPU that handles it
   * @param handler run in the receiver as an interrupt
   * @return the channel's number
   */
  int connect(int from, int to, int cpu, CpuWork handler);

  /**
   * Sends, from a piece of work of the sending guest's CPU.
   *
   * @return false if one was pending already, which this one went into
   */
  boolean send(int channel);

  /** Keeps the receiver from being told; what is sent meanwhile stays pending. */
  void mask(int channel);

  /** Lets the receiver be told again, at once if a signal is pending. */
  void unmask(int channel);
}
