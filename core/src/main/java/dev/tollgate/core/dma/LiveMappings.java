package dev.tollgate.core.dma;

import org.jspecify.annotations.Nullable;

/**
 * The mappings that exist now, found by device and bus address.
 *
 * <p>A hash table of chains, keyed by device and 8 KiB window of bus addresses as in {@code
 * kernel/dma/debug.c}. Mapping objects go back to a free list, so nothing is allocated once the
 * most mappings that ever exist together have been seen.
 *
 * <p>The same address may be mapped several times (without an IOMMU, one buffer mapped twice). Then
 * the mapping is meant that agrees with the question in size, kind, direction and segment count. If
 * none agrees in all of them, a single candidate is meant, and of several none.
 */
final class LiveMappings {

  /** How a mapping must lie to the addresses asked for. */
  enum Match {
    /** It begins with them. */
    SAME_START,
    /** It contains them all. */
    CONTAINS,
    /** It contains the first of them. */
    CONTAINS_START
  }

  private static final int WINDOW_SHIFT = 13;
  private static final int PERFECT = 4;
  private static final int FIRST_CHAINS = 1024;

  private @Nullable LiveMapping[] chains = new LiveMapping[FIRST_CHAINS];
  private @Nullable LiveMapping free;
  private int size;
  private long largest;

  /** A mapping object to fill and {@link #add}. */
  LiveMapping take() {
    LiveMapping mapping = free;
    if (mapping == null) {
      return new LiveMapping();
    }
    free = mapping.next;
    return mapping;
  }

  void add(LiveMapping mapping) {
    if (size == chains.length) {
      grow();
    }
    append(mapping);
    size++;
    largest = Math.max(largest, mapping.size);
  }

  /** Forgets a mapping, which must have been found here; its object may be taken again. */
  void remove(LiveMapping mapping) {
    int chain = chainOf(mapping.device, mapping.bus >>> WINDOW_SHIFT);
    LiveMapping before = null;
    LiveMapping at = chains[chain];
    while (at != null && at != mapping) {
      before = at;
      at = at.next;
    }
    if (before == null) {
      chains[chain] = mapping.next;
    } else {
      before.next = mapping.next;
    }
    mapping.next = free;
    free = mapping;
    size--;
  }

  /** The mapping that {@code wanted} means, or null. */
  @Nullable LiveMapping find(LiveMapping wanted, Match match) {
    long window = wanted.bus >>> WINDOW_SHIFT;
    boolean goBack = match != Match.SAME_START && wanted.bus >= 0;
    long last = goBack ? Math.max(0, wanted.bus - largest) >>> WINDOW_SHIFT : window;
    for (; window >= last; window--) {
      LiveMapping found = findIn(window, wanted, match);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** The oldest mapping at this address whose error check is still due, or null. */
  @Nullable LiveMapping findUnchecked(int device, long bus) {
    LiveMapping at = chains[chainOf(device, bus >>> WINDOW_SHIFT)];
    while (at != null && !(at.unchecked && at.bus == bus && at.device == device)) {
      at = at.next;
    }
    return at;
  }

  /** The mapping of a device with the lowest bus address, or null if it has none. */
  @Nullable LiveMapping lowestOf(int device) {
    LiveMapping lowest = null;
    for (LiveMapping chain : chains) {
      for (LiveMapping at = chain; at != null; at = at.next) {
        if (at.device == device && (lowest == null || at.bus < lowest.bus)) {
          lowest = at;
        }
      }
    }
    return lowest;
  }

  /** Mappings that a device has. */
  long countOf(int device) {
    long count = 0;
    for (LiveMapping chain : chains) {
      for (LiveMapping at = chain; at != null; at = at.next) {
        if (at.device == device) {
          count++;
        }
      }
    }
    return count;
  }

  private @Nullable LiveMapping findIn(long window, LiveMapping wanted, Match match) {
    LiveMapping candidate = null;
    int candidates = 0;
    LiveMapping at = chains[chainOf(wanted.device, window)];
    for (; at != null; at = at.next) {
      if (at.device == wanted.device
          && at.bus >>> WINDOW_SHIFT == window
          && matches(at, wanted, match)) {
        if (at.agreement(wanted) == PERFECT) {
          return at;
        }
        candidate = at;
        candidates++;
      }
    }
    return candidates == 1 ? candidate : null;
  }

  private static boolean matches(LiveMapping mapping, LiveMapping wanted, Match match) {
    return switch (match) {
      case SAME_START -> mapping.bus == wanted.bus;
      case CONTAINS -> mapping.bus <= wanted.bus && wanted.end() <= mapping.end();
      case CONTAINS_START -> mapping.bus <= wanted.bus && wanted.bus < mapping.end();
    };
  }

  /** Links in at the end, so that of equal mappings the oldest is found first. */
  private void append(LiveMapping mapping) {
    mapping.next = null;
    int chain = chainOf(mapping.device, mapping.bus >>> WINDOW_SHIFT);
    LiveMapping at = chains[chain];
    if (at == null) {
      chains[chain] = mapping;
      return;
    }
    while (at.next != null) {
      at = at.next;
    }
    at.next = mapping;
  }

  private void grow() {
    @Nullable LiveMapping[] old = chains;
    chains = new LiveMapping[2 * old.length];
    for (LiveMapping chain : old) {
      LiveMapping at = chain;
      while (at != null) {
        LiveMapping next = at.next;
        append(at);
        at = next;
      }
    }
  }

  private int chainOf(int device, long window) {
    long hash = (window * 31 + device) * 0x9e3779b97f4a7c15L;
    return (int) (hash >>> 32) & (chains.length - 1);
  }
}
