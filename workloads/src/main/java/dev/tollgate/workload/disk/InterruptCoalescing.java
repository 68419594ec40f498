package dev.tollgate.workload.disk;

import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.machine.TimedAction;

/**
 * When a device that has something to tell interrupts: at once, or when enough is to be told or has
 * waited long enough, as NVMe's feature 08h and the delay timer of QLogic's firmware do it.
 */
final class InterruptCoalescing implements TimedAction {

  /** What raises the interrupt. */
  @FunctionalInterface
  interface Line {
    /** Raises it at {@code now}. */
    void raise(long now);
  }

  private final EventQueue events;
  private final int most;
  private final long longest;
  private final Line line;
  private int waiting;
  private long timer = EventQueue.NO_EVENT;

  /**
   * No interrupt is waiting.
   *
   * @param most completions that raise one at once
   * @param longest picoseconds that a completion waits at most
   */
  InterruptCoalescing(EventQueue events, int most, long longest, Line line) {
    this.events = events;
    this.most = most;
    this.longest = longest;
    this.line = line;
  }

  /** Something is to be told. */
  void completion(long now) {
    waiting++;
    if (waiting >= most || longest == 0) {
      events.cancel(timer);
      fire(now);
    } else if (waiting == 1) {
      timer = events.schedule(now + longest, this);
    }
  }

  @Override
  public void run(long now) {
    fire(now);
  }

  private void fire(long now) {
    waiting = 0;
    timer = EventQueue.NO_EVENT;
    line.raise(now);
  }
}
