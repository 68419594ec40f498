package dev.tollgate.core.policy;

import dev.tollgate.core.dma.DmaDirection;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.Arrays;

/**
 * Mappings that outlive their use: each a run of frames, the I/O pages that lead there and what the
 * device may do, with the number of its users. Those without users are <em>idle</em> and stand in a
 * list, the longest idle first.
 *
 * <p>A mapping is found by its frames and direction, or by its first I/O page. It sits in a
 * numbered slot that is used again once it was removed. Constant time; nothing is allocated once
 * the arrays have grown to the most mappings ever kept.
 */
final class MappingCache {

  /** No mapping. */
  static final int NONE = -1;

  /** A key that no frames have: of a mapping that cannot be found by its frames. */
  private static final long NO_KEY = -1;

  private static final int DIRECTION_BITS = 2;
  private static final int PAGE_BITS = 20;

  private final Long2IntOpenHashMap byKey = new Long2IntOpenHashMap();
  private final Long2IntOpenHashMap byPage = new Long2IntOpenHashMap();
  private long[] keys = new long[64];
  private long[] firstPages = new long[64];
  private int[] pages = new int[64];
  private int[] users = new int[64];
  private final IdleList idle = new IdleList();
  private int[] freeSlots = new int[64];
  private int freeCount;
  private int usedSlots;
  private long idlePages;

  MappingCache() {
    byKey.defaultReturnValue(NONE);
    byPage.defaultReturnValue(NONE);
  }

  /** The mapping of exactly these frames with this direction, or {@link #NONE}. */
  int find(long frame, int count, DmaDirection direction) {
    return byKey.get(key(frame, count, direction));
  }

  /** The mapping that begins at an I/O page, or {@link #NONE}. */
  int at(long ioPage) {
    return byPage.get(ioPage);
  }

  /**
   * Adds a mapping with one user. Is there one of these frames already, it is not found by them.
   */
  int add(long frame, int count, DmaDirection direction, long ioPage) {
    int slot = freeCount > 0 ? freeSlots[--freeCount] : newSlot();
    long key = key(frame, count, direction);
    keys[slot] = byKey.putIfAbsent(key, slot) == NONE ? key : NO_KEY;
    byPage.put(ioPage, slot);
    firstPages[slot] = ioPage;
    pages[slot] = count;
    users[slot] = 1;
    return slot;
  }

  /** One more user. */
  void use(int slot) {
    if (users[slot]++ == 0) {
      idle.remove(slot);
      idlePages -= pages[slot];
    }
  }

  /**
   * One user less; without users it is idle.
   *
   * @return false if it has none
   */
  boolean leave(int slot) {
    if (users[slot] == 0) {
      return false;
    }
    if (--users[slot] == 0) {
      idle.append(slot);
      idlePages += pages[slot];
    }
    return true;
  }

  /** Whether it has no users. */
  boolean isIdle(int slot) {
    return users[slot] == 0;
  }

  /** Whether it can be found by its frames. */
  boolean isShared(int slot) {
    return keys[slot] != NO_KEY;
  }

  /** First I/O page of a mapping. */
  long ioPage(int slot) {
    return firstPages[slot];
  }

  /** I/O pages of a mapping. */
  int pages(int slot) {
    return pages[slot];
  }

  /** I/O pages of all idle mappings. */
  long idlePages() {
    return idlePages;
  }

  /** The mapping that has been idle for the longest, or {@link #NONE}. */
  int longestIdle() {
    return idle.first();
  }

  /** Forgets an idle mapping. */
  void remove(int slot) {
    if (keys[slot] != NO_KEY) {
      byKey.remove(keys[slot]);
    }
    byPage.remove(firstPages[slot]);
    idle.remove(slot);
    idlePages -= pages[slot];
    if (freeCount == freeSlots.length) {
      freeSlots = Arrays.copyOf(freeSlots, 2 * freeCount);
    }
    freeSlots[freeCount++] = slot;
  }

  private int newSlot() {
    int length = keys.length;
    if (usedSlots == length) {
      keys = Arrays.copyOf(keys, 2 * length);
      firstPages = Arrays.copyOf(firstPages, 2 * length);
      pages = Arrays.copyOf(pages, 2 * length);
      users = Arrays.copyOf(users, 2 * length);
    }
    return usedSlots++;
  }

  private static long key(long frame, int count, DmaDirection direction) {
    if (count >>> PAGE_BITS != 0) {
      throw new IllegalArgumentException("a mapping of " + count + " pages is too long to keep");
    }
    int rights = (direction.deviceReads() ? 1 : 0) | (direction.deviceWrites() ? 2 : 0);
    return ((frame << PAGE_BITS | count) << DIRECTION_BITS) | rights;
  }
}
