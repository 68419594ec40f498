package dev.tollgate.workload.trace;

import java.util.Arrays;

/**
 * The accesses that an {@link AccessModel} has a device make, in order of time, as mappings come
 * and go.
 *
 * <p>A caller numbers its live mappings densely from 0 and may use a number again after its unmap.
 *
 * <pre>
 * before handling an event at time t:   while (schedule.next(t)) access(...)
 * at a map:                             schedule.mapped(mapping, t, pages, direction)
 * at an unmap, before carrying it out:  while (schedule.finish(mapping, t)) access(...)
 * </pre>
 *
 * <p>The same calls with the same seed give the same accesses. Equal times are ordered by map. It
 * allocates only to grow with the number of live mappings.
 */
public final class AccessSchedule {

  private static final int IDLE = -1;
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final AccessModel model;
  private final long seed;
  private int[] heap = new int[64];
  private int size;
  private int[] places = new int[64];
  private long[] due = new long[64];
  private long[] order = new long[64];
  private int[] nextPage = new int[64];
  private int[] pages = new int[64];
  private long maps;
  private long accesses;
  private long ringAccesses;
  private int mapping;
  private int page;
  private long nanos;
  private int rings;

  /** Schedules nothing yet; {@code seed} decides all draws. */
  public AccessSchedule(AccessModel model, long seed) {
    this.model = model;
    this.seed = seed;
    Arrays.fill(places, IDLE);
  }

  /**
   * Enters a mapping.
   *
   * @throws IllegalStateException if the number has accesses left of a mapping never finished
   */
  public void mapped(int mapping, long nanos, int pages, TransferDirection direction) {
    if (mapping >= places.length) {
      grow(mapping);
    }
    if (places[mapping] != IDLE) {
      throw new IllegalStateException("mapping " + mapping + " is still live");
    }
    long number = maps++;
    if (!model.touches() || pages <= 0) {
      return;
    }
    due[mapping] = nanos + model.delays(direction).draw(mix(seed + number * GOLDEN));
    order[mapping] = number;
    nextPage[mapping] = 0;
    this.pages[mapping] = pages;
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    place(mapping, size++);
    up(size - 1);
  }

  /** Moves to the next access due at {@code untilNanos} or before; false if there is none. */
  public boolean next(long untilNanos) {
    if (size == 0 || due[heap[0]] > untilNanos) {
      return false;
    }
    int first = heap[0];
    deliver(first, due[first]);
    if (nextPage[first] == pages[first]) {
      remove(0);
    } else {
      due[first] += model.gapNanos();
      down(0);
    }
    return true;
  }

  /**
   * Moves to the next access left of a mapping that is about to be unmapped; false if there is
   * none, and the number is free again.
   */
  public boolean finish(int mapping, long nanos) {
    if (mapping >= places.length || places[mapping] == IDLE) {
      return false;
    }
    deliver(mapping, Math.min(due[mapping], nanos));
    if (nextPage[mapping] == pages[mapping]) {
      remove(places[mapping]);
    }
    return true;
  }

  /** Returns the mapping that the access is to. */
  public int mapping() {
    return mapping;
  }

  /** Returns which page of the mapping is accessed, from 0. */
  public int page() {
    return page;
  }

  /** Returns the time of the access in nanoseconds. */
  public long nanos() {
    return nanos;
  }

  /** Returns how many accesses to rings and queues, which stay mapped, go with this access. */
  public int ringAccesses() {
    return rings;
  }

  /** Returns how many mappings have accesses left. */
  public int pending() {
    return size;
  }

  private void deliver(int number, long time) {
    mapping = number;
    page = nextPage[number]++;
    nanos = time;
    accesses++;
    long ringsNow = accesses * model.ringAccessesPerThousand() / 1000;
    rings = (int) (ringsNow - ringAccesses);
    ringAccesses = ringsNow;
  }

  private void remove(int at) {
    places[heap[at]] = IDLE;
    size--;
    if (at < size) {
      place(heap[size], at);
      up(at);
      down(at);
    }
  }

  private void up(int from) {
    int at = from;
    int moving = heap[at];
    while (at > 0 && before(moving, heap[(at - 1) >>> 1])) {
      place(heap[(at - 1) >>> 1], at);
      at = (at - 1) >>> 1;
    }
    place(moving, at);
  }

  private void down(int from) {
    int at = from;
    int moving = heap[at];
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && before(heap[child + 1], heap[child])) {
        child++;
      }
      if (!before(heap[child], moving)) {
        break;
      }
      place(heap[child], at);
      at = child;
    }
    place(moving, at);
  }

  private boolean before(int one, int other) {
    return due[one] != due[other] ? due[one] < due[other] : order[one] < order[other];
  }

  private void place(int number, int at) {
    heap[at] = number;
    places[number] = at;
  }

  private void grow(int mapping) {
    int old = places.length;
    int length = Math.max(mapping + 1, 2 * old);
    places = Arrays.copyOf(places, length);
    Arrays.fill(places, old, length, IDLE);
    due = Arrays.copyOf(due, length);
    order = Arrays.copyOf(order, length);
    nextPage = Arrays.copyOf(nextPage, length);
    pages = Arrays.copyOf(pages, length);
  }

  /** The finaliser of SplitMix64. */
  private static long mix(long number) {
    long mixed = (number ^ number >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}
