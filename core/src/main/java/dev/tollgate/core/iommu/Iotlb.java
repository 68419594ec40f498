package dev.tollgate.core.iommu;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A bounded cache of translations in a bus bridge: from I/O page of a domain to whatever the
 * hardware caches of its entry, as one {@code long}.
 *
 * <p>A page goes to the set {@code ioPage mod sets}, whatever its domain, and each set replaces
 * alone by the {@link Replacement} of the {@link IotlbGeometry}. The cache never looks at a table:
 * on a {@link #MISS} the owner walks its table and calls {@link #fill}; when somebody tells the
 * hardware to forget, the owner calls an {@code invalidate} method. What is not invalidated stays,
 * right or wrong.
 *
 * <p>Look-up, fill and the invalidation of one page take constant time and allocate nothing; the
 * other invalidations take time by the entries held. Not safe for use by several threads.
 */
public final class Iotlb {

  /** Returned where there is no entry. No entry can have this value. */
  public static final long MISS = Long.MIN_VALUE;

  /** Largest domain number. */
  public static final int MAX_DOMAIN = 0xffff;

  /** Largest I/O page number that can be held: bus addresses of 59 bits. Others always miss. */
  public static final long MAX_IO_PAGE = (1L << 47) - 1;

  private static final int PAGE_BITS = 47;
  private static final long NO_KEY = -1; // in an empty slot
  private static final long BAD_KEY = -2; // for a page that cannot be held
  private static final int MOST_WAYS_TO_SCAN = 4;

  private final IotlbGeometry geometry;
  private final IotlbListener listener;
  private final int ways;
  private final int wayShift;
  private final int sets;
  private final int setMask;
  private final long[] keys;
  private final long[] values;
  private final @Nullable KeyIndex index;
  private final SlotVacancies vacancies;
  private final SlotOrder order;
  private long missedKey = NO_KEY; // is surely not in the cache
  private int size;
  private long hits;
  private long misses;
  private long fills;
  private long evictions;
  private long invalidations;

  /**
   * Makes an empty cache.
   *
   * @param seed for {@link Replacement#RANDOM}
   */
  public Iotlb(IotlbGeometry geometry, long seed, IotlbListener listener) {
    this.geometry = geometry;
    this.listener = listener;
    this.ways = geometry.ways();
    this.sets = geometry.sets();
    this.setMask = Integer.bitCount(sets) == 1 ? sets - 1 : -1;
    this.wayShift = ways <= 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(ways - 1);
    int slots = sets << wayShift;
    this.keys = new long[slots];
    this.values = new long[slots];
    Arrays.fill(keys, NO_KEY);
    this.index = ways > MOST_WAYS_TO_SCAN ? new KeyIndex(keys) : null;
    this.vacancies = new SlotVacancies(sets, ways, wayShift);
    this.order = new SlotOrder(geometry, wayShift, seed);
  }

  private static long keyOf(int domain, long ioPage) {
    return ((ioPage & ~MAX_IO_PAGE) | (domain & ~MAX_DOMAIN)) == 0
        ? ((long) domain << PAGE_BITS) | ioPage
        : BAD_KEY;
  }

  private static int domainOf(long key) {
    return (int) (key >>> PAGE_BITS);
  }

  private static long pageOf(long key) {
    return key & MAX_IO_PAGE;
  }

  private int setOf(long key) {
    return setMask >= 0 ? (int) key & setMask : (int) (pageOf(key) % sets);
  }

  private int find(long key) {
    if (size == 0) {
      return -1;
    }
    KeyIndex index = this.index;
    if (index != null) {
      return index.find(key);
    }
    long[] keys = this.keys;
    int start = setOf(key) << wayShift;
    for (int slot = start; slot < start + ways; slot++) {
      if (keys[slot] == key) {
        return slot;
      }
    }
    return -1;
  }

  /** Looks up a page as a device's access does: counts a hit or a miss, and a hit is remembered. */
  public long lookup(int domain, long ioPage) {
    long key = keyOf(domain, ioPage);
    int slot = find(key);
    if (slot < 0) {
      misses++;
      missedKey = key;
      return MISS;
    }
    hits++;
    order.touched(slot);
    return values[slot];
  }

  /** What {@link #lookup} would return; leaves no trace. */
  public long peek(int domain, long ioPage) {
    int slot = find(keyOf(domain, ioPage));
    return slot < 0 ? MISS : values[slot];
  }

  /**
   * Holds a translation from now on. If the page's set is full, one of its entries gives way. A
   * page held already gets the new value and keeps its place in the order of replacement. Without
   * entries this does nothing.
   *
   * @param value anything but {@link #MISS}
   */
  public void fill(int domain, long ioPage, long value) {
    long key = keyOf(domain, ioPage);
    checkArgument(key != BAD_KEY, "domain %s, I/O page %s cannot be held", domain, ioPage);
    checkArgument(value != MISS, "the value that means a miss cannot be held");
    if (ways == 0) {
      return;
    }
    int slot = key == missedKey ? -1 : find(key);
    if (slot < 0) {
      slot = place(key);
      missedKey = NO_KEY;
    }
    values[slot] = value;
    fills++;
    listener.filled(domain, ioPage, value);
  }

  /** Gives a page that is not held a slot. */
  private int place(long key) {
    int set = setOf(key);
    int slot = vacancies.take(set);
    if (slot >= 0) {
      order.filled(slot);
      size++;
    } else {
      slot = order.victim(set);
      evict(slot);
      order.refilled(slot);
    }
    keys[slot] = key;
    if (index != null) {
      index.add(slot);
    }
    return slot;
  }

  private void evict(int slot) {
    if (index != null) {
      index.remove(slot);
    }
    long key = keys[slot];
    evictions++;
    listener.evicted(domainOf(key), pageOf(key));
  }

  private void empty(int slot) {
    if (index != null) {
      index.remove(slot);
    }
    keys[slot] = NO_KEY;
    order.emptied(slot);
    size--;
  }

  private void invalidateSlot(int slot) {
    empty(slot);
    vacancies.giveBack(slot);
    invalidations++;
  }

  /**
   * Forgets the pages {@code firstPage} … {@code firstPage + pages - 1} of a domain.
   *
   * @return how many of them were held
   */
  public int invalidate(int domain, long firstPage, long pages) {
    checkArgument(pages >= 0, "cannot forget %s pages", pages);
    int before = size;
    if (pages <= before) {
      for (long page = firstPage; page - firstPage < pages; page++) {
        int slot = find(keyOf(domain, page));
        if (slot >= 0) {
          invalidateSlot(slot);
        }
      }
      return before - size;
    }
    for (int slot = vacancies.nextTaken(0); slot >= 0; slot = vacancies.nextTaken(slot + 1)) {
      long key = keys[slot];
      long distance = pageOf(key) - firstPage;
      if (domainOf(key) == domain && distance >= 0 && distance < pages) {
        invalidateSlot(slot);
      }
    }
    return before - size;
  }

  /**
   * Forgets all pages of a domain.
   *
   * @return how many were held
   */
  public int invalidateDomain(int domain) {
    return invalidate(domain, 0, Long.MAX_VALUE);
  }

  /**
   * Forgets everything.
   *
   * @return how many pages were held
   */
  public int invalidateAll() {
    int before = size;
    for (int slot = 0; size > 0; slot++) {
      slot = vacancies.nextTaken(slot);
      invalidateSlot(slot);
    }
    return before;
  }

  /** Visits all entries held, by set and way. The visitor must not change the cache. */
  public void forEach(EntryVisitor visitor) {
    for (int slot = vacancies.nextTaken(0); slot >= 0; slot = vacancies.nextTaken(slot + 1)) {
      visitor.entry(domainOf(keys[slot]), pageOf(keys[slot]), values[slot]);
    }
  }

  /** Size and shape. */
  public IotlbGeometry geometry() {
    return geometry;
  }

  /** Entries held now. */
  public int size() {
    return size;
  }

  /** Look-ups that found an entry. */
  public long hits() {
    return hits;
  }

  /** Look-ups that found none. */
  public long misses() {
    return misses;
  }

  /** Calls of {@link #fill}; 0 without entries. */
  public long fills() {
    return fills;
  }

  /** Entries that gave way to others. */
  public long evictions() {
    return evictions;
  }

  /** Entries dropped by the {@code invalidate} methods. */
  public long invalidations() {
    return invalidations;
  }

  /** Whether every entry held is found where it belongs, and the counts agree: slow, for checks. */
  public boolean isConsistent() {
    int held = 0;
    for (int slot = vacancies.nextTaken(0); slot >= 0; slot = vacancies.nextTaken(slot + 1)) {
      if (keys[slot] < 0 || find(keys[slot]) != slot || setOf(keys[slot]) != slot >>> wayShift) {
        return false;
      }
      held++;
    }
    return held == size && vacancies.count() == size;
  }

  /** Sees the entries of a cache one by one. */
  @FunctionalInterface
  public interface EntryVisitor {

    /** One entry held. */
    void entry(int domain, long ioPage, long value);
  }
}
