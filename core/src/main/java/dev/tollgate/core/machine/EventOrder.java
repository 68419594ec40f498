package dev.tollgate.core.machine;

/**
 * Numbered slots in total order of their events: by time, and at the same time in the order they
 * were added.
 *
 * <p>The next few stand in a row, later ones in a {@linkplain EventHeap heap}. What is scheduled is
 * mostly due soon: it passes one or two others in the row, and timers far ahead are not touched.
 * Adding and removing take time logarithmic in the slots.
 */
final class EventOrder {

  /** Most slots in the row. */
  private static final int ROW = 16;

  // The next event's last. All of the row comes before the heap; it is empty only if both are.
  private final long[] times = new long[ROW];
  private final int[] slots = new int[ROW];
  private int length;

  private final EventHeap later = new EventHeap();

  /** Slots in it. */
  int size() {
    return length + later.size();
  }

  /** Whether no slot is in it. */
  boolean isEmpty() {
    return length == 0;
  }

  /** Picoseconds of the first event, of which there is one. */
  long firstTime() {
    return times[length - 1];
  }

  /** Adds a slot that is not in it, behind those of the same time or earlier. */
  void add(long time, int slot) {
    if (!later.isEmpty() && later.firstTime() <= time) {
      later.addLast(time, slot);
      return;
    }
    if (length == ROW) {
      if (times[0] <= time) {
        later.addLast(time, slot);
        return;
      }
      later.addFirst(times[0], slots[0]);
      removeAt(0);
    }
    int place = length++;
    while (place > 0 && times[place - 1] <= time) {
      times[place] = times[place - 1];
      slots[place] = slots[place - 1];
      place--;
    }
    times[place] = time;
    slots[place] = slot;
  }

  /** Takes out the first slot, of which there is one. */
  int removeFirst() {
    int slot = slots[--length];
    if (length == 0) {
      refill();
    }
    return slot;
  }

  /** Takes out a slot that is in it. */
  void remove(int slot) {
    int place = length - 1;
    while (place >= 0 && slots[place] != slot) {
      place--;
    }
    if (place < 0) {
      later.remove(slot);
      return;
    }
    removeAt(place);
    if (length == 0) {
      refill();
    }
  }

  private void removeAt(int place) {
    int sooner = --length - place;
    System.arraycopy(times, place + 1, times, place, sooner);
    System.arraycopy(slots, place + 1, slots, place, sooner);
  }

  /** Fills half of the row, which is empty, so that some of what comes still finds room there. */
  private void refill() {
    length = Math.min(ROW / 2, later.size());
    for (int place = length - 1; place >= 0; place--) {
      times[place] = later.firstTime();
      slots[place] = later.removeFirst();
    }
  }
}
