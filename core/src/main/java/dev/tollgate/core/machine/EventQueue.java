package dev.tollgate.core.machine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Events yet to happen, in total order: by time, and at the same time in the order they were
 * scheduled.
 *
 * <p>An event sits in a numbered slot that is used again once the event has run or was cancelled;
 * once the arrays have grown to the most events ever waiting, nothing is allocated. Scheduling,
 * cancelling and running take time logarithmic in the events waiting.
 */
public final class EventQueue {

  /** A handle that no event ever has. */
  public static final long NO_EVENT = -1;

  private static final int GENERATION_MASK = Integer.MAX_VALUE;

  private final SimulatedClock clock;
  private final EventOrder order = new EventOrder();

  // By slot.
  private @Nullable TimedAction[] actions = new TimedAction[16];
  private int[] generations = new int[16];
  private int[] freeSlots = new int[16];
  private int freeSlotCount;
  private int usedSlots;

  /** An empty queue that reads and drives {@code clock}. */
  public EventQueue(SimulatedClock clock) {
    this.clock = clock;
  }

  /** Events waiting. */
  public int size() {
    return order.size();
  }

  /** Picoseconds of the next event, or {@link Long#MAX_VALUE} if none waits. */
  public long nextTime() {
    return order.isEmpty() ? Long.MAX_VALUE : order.firstTime();
  }

  /**
   * Puts {@code action} behind all events already scheduled for {@code time} or earlier.
   *
   * @param time picoseconds, not before the clock
   * @return handle of the event, for {@link #cancel}; never negative, never that of another event
   *     until the same slot was used 2<sup>31</sup> times
   * @throws IllegalArgumentException if {@code time} lies in the past
   */
  public long schedule(long time, TimedAction action) {
    if (time < clock.now()) {
      throw new IllegalArgumentException(
          "event scheduled for %d ps, but it is %d ps already".formatted(time, clock.now()));
    }
    int slot = takeSlot();
    actions[slot] = action;
    order.add(time, slot);
    return ((long) generations[slot] << Integer.SIZE) | slot;
  }

  /** Whether the event with this handle still waits. */
  public boolean isScheduled(long handle) {
    int slot = (int) handle;
    return handle >= 0
        && slot < usedSlots
        && actions[slot] != null
        && generations[slot] == (int) (handle >>> Integer.SIZE);
  }

  /**
   * Takes an event out of the queue.
   *
   * @return false if it has run, is running, or was cancelled before
   */
  public boolean cancel(long handle) {
    if (!isScheduled(handle)) {
      return false;
    }
    int slot = (int) handle;
    order.remove(slot);
    releaseSlot(slot);
    return true;
  }

  /**
   * Runs every event due at or before {@code limit}, those scheduled meanwhile included, and leaves
   * the clock at {@code limit} or beyond. An action may call this itself to wait for later events.
   *
   * @param limit picoseconds
   * @return events run by this call, without those of nested calls
   */
  public long runUntil(long limit) {
    long count = 0;
    while (!order.isEmpty() && order.firstTime() <= limit) {
      advanceClockTo(order.firstTime());
      int slot = order.removeFirst();
      TimedAction action = actions[slot];
      releaseSlot(slot);
      if (action == null) {
        throw new IllegalStateException("event in slot %d has no action".formatted(slot));
      }
      action.run(clock.now());
      count++;
    }
    advanceClockTo(limit);
    return count;
  }

  private void advanceClockTo(long time) {
    if (time > clock.now()) {
      clock.advanceTo(time);
    }
  }

  private int takeSlot() {
    if (freeSlotCount > 0) {
      return freeSlots[--freeSlotCount];
    }
    if (usedSlots == actions.length) {
      actions = Arrays.copyOf(actions, 2 * usedSlots);
      generations = Arrays.copyOf(generations, 2 * usedSlots);
      freeSlots = Arrays.copyOf(freeSlots, 2 * usedSlots);
    }
    return usedSlots++;
  }

  private void releaseSlot(int slot) {
    actions[slot] = null;
    generations[slot] = (generations[slot] + 1) & GENERATION_MASK;
    freeSlots[freeSlotCount++] = slot;
  }
}
