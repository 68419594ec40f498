package dev.tollgate.workload.kmem;

import dev.tollgate.core.allocator.PageMap;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.Arrays;

/**
 * The objects that a trace holds at one moment, by their number in the trace: where each lies, how
 * much was asked for, which cache it came from, and who asked. A request that failed is an object
 * too, at {@link dev.tollgate.core.spi.KernelAllocator#FAILED}, so that its free is known for what
 * it is.
 */
final class LiveObjects {

  /** What {@link #find} and {@link #remove} answer when there is no such object. */
  static final int NONE = -1;

  /** Cache of what came from kmalloc. */
  static final int KMALLOC = -1;

  private static final int EXPECTED = 1 << 12; // a table that never shrinks below it

  private final Long2IntOpenHashMap slots = new Long2IntOpenHashMap(EXPECTED, 0.5f);
  private long[] addresses = new long[EXPECTED];
  private long[] sizes = new long[EXPECTED];
  private int[] caches = new int[EXPECTED];
  private int[] sites = new int[EXPECTED];
  private boolean[] taken = new boolean[EXPECTED];
  private int[] vacant = new int[EXPECTED];
  private int vacancies;
  private int used;

  LiveObjects() {
    slots.defaultReturnValue(NONE);
  }

  /** Slot of an object, valid until it is removed. */
  int find(long id) {
    return slots.get(id);
  }

  /** Takes in an object that {@link #find} does not know. */
  void add(long id, long address, long size, int cache, int site) {
    int slot = vacancies > 0 ? vacant[--vacancies] : fresh();
    addresses[slot] = address;
    sizes[slot] = size;
    caches[slot] = cache;
    sites[slot] = site;
    taken[slot] = true;
    slots.put(id, slot);
  }

  private int fresh() {
    if (used == addresses.length) {
      int wider = 2 * used;
      addresses = Arrays.copyOf(addresses, wider);
      sizes = Arrays.copyOf(sizes, wider);
      caches = Arrays.copyOf(caches, wider);
      sites = Arrays.copyOf(sites, wider);
      taken = Arrays.copyOf(taken, wider);
      vacant = Arrays.copyOf(vacant, wider);
    }
    return used++;
  }

  /** Forgets an object; its slot can be read until the next {@link #add}. */
  int remove(long id) {
    int slot = slots.remove(id);
    if (slot != NONE) {
      vacant[vacancies++] = slot;
      taken[slot] = false;
    }
    return slot;
  }

  /** Marks the bytes of all objects. */
  void mark(PageMap map, ObjectOwners owners) {
    for (int slot = 0; slot < used; slot++) {
      if (taken[slot] && addresses[slot] >= 0) {
        map.asked(addresses[slot], sizes[slot], owners.who(caches[slot], sites[slot]));
      }
    }
  }

  long address(int slot) {
    return addresses[slot];
  }

  long size(int slot) {
    return sizes[slot];
  }

  int cache(int slot) {
    return caches[slot];
  }
}
