package dev.tollgate.workload.trace;

import java.util.Arrays;

/**
 * The scatter-gather lists mapped at this moment, to find one again by its physical addresses.
 *
 * <p>The kernel prints no bus address when it unmaps a list. A list is found by its device, its
 * first physical address and its number of entries; of several such lists the one mapped first is
 * taken, so that lists of the same memory are closed in the order they were opened.
 */
final class ScatterGatherJoin {

  private int[] buckets = new int[64];
  private ListOfSegments[] lists = new ListOfSegments[16];
  private int used;
  private int free = -1;
  private int live;

  /** One mapped list, in a slot that is used again after it is unmapped. */
  private static final class ListOfSegments {
    private long[] segments = new long[8];
    private int count;
    private int device;
    private long physical;
    private int entries;
    private int next;
  }

  ScatterGatherJoin() {
    Arrays.fill(buckets, -1);
  }

  /** Returns how many lists are mapped. */
  int live() {
    return live;
  }

  void mapped(KernelEvent event) {
    int slot = takeSlot();
    ListOfSegments list = lists[slot];
    list.count = event.segments;
    list.device = event.device;
    list.physical = event.physicals[0];
    list.entries = event.physicalCount;
    if (list.segments.length < 2 * list.count) {
      list.segments = new long[2 * list.count];
    }
    for (int i = 0; i < list.count; i++) {
      list.segments[2 * i] = event.segmentAddresses[i];
      list.segments[2 * i + 1] = event.segmentBytes[i];
    }
    if (++live > buckets.length) {
      widen();
    }
    append(bucket(list.device, list.physical), slot);
  }

  /** Fills in the segments of the list the event unmaps; leaves none if it is not mapped here. */
  void unmapped(KernelEvent event) {
    int bucket = bucket(event.device, event.physicals[0]);
    int before = -1;
    int slot = buckets[bucket];
    while (slot >= 0 && !matches(lists[slot], event)) {
      before = slot;
      slot = lists[slot].next;
    }
    if (slot < 0) {
      return;
    }
    ListOfSegments list = lists[slot];
    event.segments = list.count;
    for (int i = 0; i < list.count; i++) {
      event.segmentAddresses[i] = list.segments[2 * i];
      event.segmentBytes[i] = list.segments[2 * i + 1];
    }
    if (before < 0) {
      buckets[bucket] = list.next;
    } else {
      lists[before].next = list.next;
    }
    list.next = free;
    free = slot;
    live--;
  }

  private static boolean matches(ListOfSegments list, KernelEvent event) {
    return list.device == event.device
        && list.physical == event.physicals[0]
        && list.entries == event.physicalCount;
  }

  private int takeSlot() {
    if (free >= 0) {
      int slot = free;
      free = lists[slot].next;
      return slot;
    }
    if (used == lists.length) {
      lists = Arrays.copyOf(lists, 2 * used);
    }
    lists[used] = new ListOfSegments();
    return used++;
  }

  private void append(int bucket, int slot) {
    lists[slot].next = -1;
    if (buckets[bucket] < 0) {
      buckets[bucket] = slot;
      return;
    }
    int last = buckets[bucket];
    while (lists[last].next >= 0) {
      last = lists[last].next;
    }
    lists[last].next = slot;
  }

  private void widen() {
    int[] old = buckets;
    buckets = new int[2 * old.length];
    Arrays.fill(buckets, -1);
    for (int head : old) {
      int slot = head;
      while (slot >= 0) {
        int next = lists[slot].next;
        append(bucket(lists[slot].device, lists[slot].physical), slot);
        slot = next;
      }
    }
  }

  private int bucket(int device, long physical) {
    long mixed = (physical + device) * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 40) & (buckets.length - 1);
  }
}
