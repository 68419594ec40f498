package dev.tollgate.iommu.dart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A DART written down as plainly as possible: frames by page, a set-associative LRU cache, and a
 * driver that forgets pages (U4) or everything (U3) when it maps.
 */
final class SlowDart {

  private final long[] frames;
  private final long dummy;
  private final boolean selective;
  private final List<List<Long>> cachedPages = new ArrayList<>();
  private final Map<Long, Long> cachedFrames = new HashMap<>();
  private final int ways;
  private boolean dirty;
  long hits;
  long misses;
  long flushes;
  long absorbed;
  long refused;

  SlowDart(int entries, long dummy, boolean selective, int sets, int ways) {
    this.frames = new long[entries];
    this.dummy = dummy;
    this.selective = selective;
    this.ways = ways;
    Arrays.fill(frames, dummy);
    for (int set = 0; set < sets; set++) {
      cachedPages.add(new ArrayList<>());
    }
  }

  void map(long first, int pages, long frame) {
    for (int i = 0; i < pages; i++) {
      frames[(int) first + i] = frame + i;
      if (selective) {
        forget(first + i);
      }
    }
    dirty = !selective;
  }

  void unmap(long first, int pages) {
    Arrays.fill(frames, (int) first, (int) first + pages, dummy);
  }

  void endCall() {
    if (dirty) {
      flush();
      dirty = false;
    }
  }

  void invalidate(long first, int pages) {
    if (!selective) {
      flush();
      return;
    }
    for (long page = first; page < first + pages; page++) {
      forget(page);
    }
  }

  private void forget(long page) {
    cachedPages.get((int) (page % cachedPages.size())).remove(page);
    cachedFrames.remove(page);
  }

  void flush() {
    flushes++;
    dirty = false;
    cachedFrames.clear();
    cachedPages.forEach(List::clear);
  }

  long translate(long busAddress) {
    long page = busAddress / 4096;
    List<Long> set = cachedPages.get((int) (page % cachedPages.size()));
    if (set.remove(page)) {
      hits++;
    } else {
      misses++;
      if (page >= frames.length) {
        refused++;
        return -1;
      }
      if (set.size() == ways) {
        cachedFrames.remove(set.remove(0));
      }
      cachedFrames.put(page, frames[(int) page]);
    }
    set.add(page);
    long frame = cachedFrames.getOrDefault(page, -1L);
    absorbed += frame == dummy ? 1 : 0;
    return frame * 4096 + busAddress % 4096;
  }

  /** The frame that the entry of a page should lead to. */
  long frame(int page) {
    return frames[page];
  }
}
