package dev.tollgate.core.safety;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something for some of the pages there are, by number. Looked up at each event of a page, which a
 * hash table would dominate; kept in chunks made when a page of theirs is first used, since pages
 * in use are neighbours. Pages far up, as where a trace names windows of devices, are kept apart:
 * the list of chunks is as long as the largest number in it.
 */
final class PageIndex<T> {

  private static final int CHUNK_SHIFT = 9;
  private static final int CHUNK_PAGES = 1 << CHUNK_SHIFT;
  private static final int PAGE_MASK = CHUNK_PAGES - 1;

  /** The first page that is far up: 256 GiB. */
  static final long FAR = 1L << 26;

  private @Nullable Object[] @Nullable [] chunks = {};
  private final Map<Long, T> far = new HashMap<>();

  /** What there is for a page; null if nothing. */
  @SuppressWarnings("unchecked") // put takes nothing else
  @Nullable T get(long page) {
    long number = page >>> CHUNK_SHIFT;
    if (number >= chunks.length) {
      return far.isEmpty() ? null : far.get(page);
    }
    @Nullable Object[] chunk = chunks[(int) number];
    return chunk == null ? null : (T) chunk[(int) page & PAGE_MASK];
  }

  /** Puts something in the place of what there is; null takes that away. */
  void put(long page, @Nullable T value) {
    if (Long.compareUnsigned(page, FAR) >= 0) {
      putFar(page, value);
      return;
    }
    int number = (int) (page >>> CHUNK_SHIFT);
    if (number >= chunks.length) {
      int most = (int) (FAR >>> CHUNK_SHIFT);
      chunks = Arrays.copyOf(chunks, Math.min(most, Math.max(number + 1, 2 * chunks.length)));
    }
    @Nullable Object[] chunk = chunks[number];
    if (chunk == null) {
      chunk = new @Nullable Object[CHUNK_PAGES];
      chunks[number] = chunk;
    }
    chunk[(int) page & PAGE_MASK] = value;
  }

  private void putFar(long page, @Nullable T value) {
    if (value == null) {
      far.remove(page);
    } else {
      far.put(page, value);
    }
  }
}
