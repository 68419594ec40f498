package dev.tollgate.core.iommu;

import java.util.Arrays;

/**
 * One queue of slots for each set of an {@link Iotlb}: rings of links in arrays, each closed by a
 * node of its set.
 */
final class SlotQueues {

  private final int slots;
  private final int[] next;
  private final int[] previous;

  /** Makes {@code sets} empty queues for slots 0 to {@code slots - 1}. */
  SlotQueues(int slots, int sets) {
    this.slots = slots;
    this.next = new int[slots + sets];
    this.previous = new int[slots + sets];
    Arrays.setAll(next, node -> node);
    Arrays.setAll(previous, node -> node);
  }

  /** Slot in front of a queue that is not empty. */
  int front(int set) {
    return next[slots + set];
  }

  /** Adds a slot that is in no queue. */
  void append(int slot, int set) {
    int end = slots + set;
    int last = previous[end];
    next[last] = slot;
    previous[slot] = last;
    next[slot] = end;
    previous[end] = slot;
  }

  void remove(int slot) {
    int before = previous[slot];
    int behind = next[slot];
    next[before] = behind;
    previous[behind] = before;
  }

  void moveToBack(int slot, int set) {
    if (previous[slots + set] != slot) {
      remove(slot);
      append(slot, set);
    }
  }
}
