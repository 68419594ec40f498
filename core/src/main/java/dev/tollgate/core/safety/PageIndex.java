package dev.tollgate.core.safety;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Something for some of the pages there are, by number. Looked up at each event of a page, which a
 * hash table would dominate; kept in chunks made when a page of theirs is first used, since pages
 * in use are neighbours.
 */
final class PageIndex<T> {

  private static final int CHUNK_SHIFT = 9;
  private static final int CHUNK_PAGES = 1 << CHUNK_SHIFT;
  private static final int PAGE_MASK = CHUNK_PAGES - 1;

  private @Nullable Object[] @Nullable [] chunks = {};

  /** What there is for a page; null if nothing. */
  @SuppressWarnings("unchecked") // put takes nothing else
  @Nullable T get(long page) {
    long number = page >>> CHUNK_SHIFT;
    @Nullable Object[] chunk = number < chunks.length ? chunks[(int) number] : null;
    return chunk == null ? null : (T) chunk[(int) page & PAGE_MASK];
  }

  /** Puts something in the place of what there is; null takes that away. */
  void put(long page, @Nullable T value) {
    int number = (int) (page >>> CHUNK_SHIFT);
    if (number >= chunks.length) {
      chunks = Arrays.copyOf(chunks, Math.max(number + 1, 2 * chunks.length));
    }
    @Nullable Object[] chunk = chunks[number];
    if (chunk == null) {
      chunk = new @Nullable Object[CHUNK_PAGES];
      chunks[number] = chunk;
    }
    chunk[(int) page & PAGE_MASK] = value;
  }
}
