package dev.tollgate.core.machine;

import java.util.Arrays;

/**
 * Numbered slots in total order of their events: by time, and at the same time as they were added,
 * last or first. A binary heap that knows where each slot stands, so that one can be taken out of
 * the middle.
 */
final class EventHeap {

  private int size;
  private long firstSequence;
  private long lastSequence;
  private long[] times = new long[16];
  private long[] sequences = new long[16];
  private int[] slots = new int[16];
  private int[] positions = new int[16]; // by slot

  /** Slots in it. */
  int size() {
    return size;
  }

  /** Whether no slot is in it. */
  boolean isEmpty() {
    return size == 0;
  }

  /** Picoseconds of the first event, of which there is one. */
  long firstTime() {
    return times[0];
  }

  /** Adds a slot that is not in it, behind those of the same time. */
  void addLast(long time, int slot) {
    add(time, ++lastSequence, slot);
  }

  /** Adds a slot that is not in it, before those of the same time. */
  void addFirst(long time, int slot) {
    add(time, --firstSequence, slot);
  }

  private void add(long time, long sequence, int slot) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      sequences = Arrays.copyOf(sequences, 2 * size);
      slots = Arrays.copyOf(slots, 2 * size);
    }
    if (slot >= positions.length) {
      positions = Arrays.copyOf(positions, 2 * slot);
    }
    siftUp(size++, time, sequence, slot);
  }

  /** Takes the first slot out of it; it has one. */
  int removeFirst() {
    int slot = slots[0];
    removeAt(0);
    return slot;
  }

  /** Takes out a slot that is in it. */
  void remove(int slot) {
    removeAt(positions[slot]);
  }

  private void removeAt(int position) {
    int last = --size;
    if (position == last) {
      return;
    }
    long time = times[last];
    long sequence = sequences[last];
    int slot = slots[last];
    if (position > 0 && isBefore(time, sequence, (position - 1) >>> 1)) {
      siftUp(position, time, sequence, slot);
    } else {
      siftDown(position, time, sequence, slot);
    }
  }

  private void siftUp(int start, long time, long sequence, int slot) {
    int position = start;
    while (position > 0) {
      int parent = (position - 1) >>> 1;
      if (!isBefore(time, sequence, parent)) {
        break;
      }
      place(position, times[parent], sequences[parent], slots[parent]);
      position = parent;
    }
    place(position, time, sequence, slot);
  }

  private void siftDown(int start, long time, long sequence, int slot) {
    int position = start;
    for (int child = 2 * position + 1; child < size; child = 2 * position + 1) {
      int right = child + 1;
      if (right < size && isBefore(times[right], sequences[right], child)) {
        child = right;
      }
      if (isBefore(time, sequence, child)) {
        break;
      }
      place(position, times[child], sequences[child], slots[child]);
      position = child;
    }
    place(position, time, sequence, slot);
  }

  private boolean isBefore(long time, long sequence, int position) {
    long other = times[position];
    return time < other || (time == other && sequence < sequences[position]);
  }

  private void place(int position, long time, long sequence, int slot) {
    times[position] = time;
    sequences[position] = sequence;
    slots[position] = slot;
    positions[slot] = position;
  }
}
