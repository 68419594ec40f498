package dev.tollgate.workload.stream.host;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.core.machine.SimulatedClock;
import dev.tollgate.core.machine.TimedAction;
import dev.tollgate.workload.stream.tcp.TcpSender;

/**
 * The timers of a socket as one event. Deadlines move with nearly every segment; the event stays
 * where it is unless one comes earlier, and looks again when its time has come.
 */
final class SocketTimer implements TimedAction, CpuWork {

  private static final long RETRY = SimulatedClock.MILLISECOND;

  private final EventQueue events;
  private final Processors processors;
  private final int cpu;
  private final Runnable expired;
  private final CycleAccount timers;
  private long handle = EventQueue.NO_EVENT;
  private long at = TcpSender.NEVER;
  private long first = TcpSender.NEVER;
  private long second = TcpSender.NEVER;
  private boolean posted;

  /**
   * A timer that is not set.
   *
   * @param expired called in a soft interrupt of {@code cpu} when a deadline is reached
   */
  SocketTimer(Machine machine, int cpu, Runnable expired) {
    this.events = machine.events();
    this.processors = machine.processors();
    this.cpu = cpu;
    this.expired = expired;
    this.timers = machine.ledger().account(CostCenter.PROTOCOL, StreamSteps.TIMER);
  }

  /** Both deadlines as they are now. */
  void arm(long firstDeadline, long secondDeadline) {
    first = firstDeadline;
    second = secondDeadline;
    set(Math.min(first, second));
  }

  /** Looks again after a short while: memory was short. */
  void retry(long now) {
    first = Math.min(first, now + RETRY);
    set(first);
  }

  private void set(long time) {
    if (time >= at || posted) {
      return;
    }
    events.cancel(handle);
    at = time;
    handle = events.schedule(time, this);
  }

  @Override
  public void run(long now) {
    at = TcpSender.NEVER;
    handle = EventQueue.NO_EVENT;
    long next = Math.min(first, second);
    if (next <= now) {
      posted = true;
      processors.post(cpu, CpuContext.SOFT_INTERRUPT, this);
    } else if (next != TcpSender.NEVER) {
      set(next);
    }
  }

  @Override
  public void run() {
    posted = false;
    timers.one();
    expired.run();
  }

  /** Forgets both deadlines. */
  void close() {
    events.cancel(handle);
    first = TcpSender.NEVER;
    second = TcpSender.NEVER;
  }
}
