package dev.tollgate.iommu.calgary;

import dev.tollgate.core.dma.DmaDirection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A Calgary bus written down as plainly as possible, one page and one bit at a time: next-fit
 * placement with reserved pages, entries, a set-associative LRU cache, faults and the watchdog.
 */
final class SlowCalgary {

  private static final long LOOK_EVERY = 2_000_000_000_000L;

  private final boolean[] taken;
  private final boolean[] untranslated;
  private final Map<Long, Long> frames = new HashMap<>();
  private final Map<Long, Boolean> writable = new HashMap<>();
  private final List<List<Long>> cachedPages = new ArrayList<>();
  private final Map<Long, Long> cachedFrames = new HashMap<>();
  private final Map<Long, Boolean> cachedWritable = new HashMap<>();
  private final int ways;
  private int hint;
  private long nextLook = LOOK_EVERY;
  private boolean error;
  private boolean dead;
  long flushes;
  long hits;
  long misses;
  long faults;

  SlowCalgary(int entries, int emergencyPages, int sets, int ways) {
    taken = new boolean[entries];
    untranslated = new boolean[entries];
    for (int page = 0; page < 256; page++) {
      untranslated[page] = page >= 160;
      taken[page] = page < emergencyPages || page >= 160;
    }
    for (int set = 0; set < sets; set++) {
      cachedPages.add(new ArrayList<>());
    }
    this.ways = ways;
  }

  long map(int pages, int alignment, long boundary, long frame, DmaDirection direction) {
    int first = search(hint, pages, alignment, boundary);
    if (first < 0) {
      flush();
      first = search(0, pages, alignment, boundary);
    }
    if (first < 0) {
      return -1;
    }
    for (int i = 0; i < pages; i++) {
      taken[first + i] = true;
      frames.put((long) first + i, frame + i);
      writable.put((long) first + i, direction != DmaDirection.TO_DEVICE);
    }
    hint = first + pages;
    return first;
  }

  private int search(int from, int pages, int alignment, long boundary) {
    for (int first = from; first + pages < taken.length; first++) {
      if (first % alignment == 0 && first / boundary == (first + pages - 1) / boundary) {
        boolean free = true;
        for (int i = 0; i < pages; i++) {
          free &= !taken[first + i];
        }
        if (free) {
          return first;
        }
      }
    }
    return -1;
  }

  void unmap(long first, int pages) {
    for (long page = first; page < first + pages; page++) {
      frames.remove(page);
      taken[(int) page] = false;
    }
  }

  void flush() {
    flushes++;
    cachedFrames.clear();
    cachedPages.forEach(List::clear);
  }

  void advanceTo(long time) {
    while (nextLook <= time) {
      dead |= error;
      nextLook += LOOK_EVERY;
    }
  }

  long translate(long busAddress, boolean write) {
    if (dead) {
      return -1;
    }
    long page = busAddress / 4096;
    List<Long> set = cachedPages.get((int) (page % cachedPages.size()));
    if (set.remove(page)) {
      hits++;
    } else {
      misses++;
      Long frame = frames.get(page);
      if (page < untranslated.length && untranslated[(int) page]) {
        return -1;
      }
      if (frame == null) {
        return fault();
      }
      if (set.size() == ways) {
        cachedFrames.remove(set.remove(0));
      }
      cachedFrames.put(page, frame);
      cachedWritable.put(page, writable.getOrDefault(page, false));
    }
    set.add(page);
    if (write && !cachedWritable.getOrDefault(page, false)) {
      return fault();
    }
    return cachedFrames.getOrDefault(page, -1L) * 4096 + busAddress % 4096;
  }

  private long fault() {
    faults++;
    error = true;
    return -1;
  }

  /** The entry that should stand in the table. */
  long entry(long page) {
    Long frame = frames.get(page);
    return frame == null ? 0 : frame * 4096 + (writable.getOrDefault(page, false) ? 3 : 1);
  }

  int hint() {
    return hint;
  }
}
