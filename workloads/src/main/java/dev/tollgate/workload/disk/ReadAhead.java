package dev.tollgate.workload.disk;

/**
 * How far one open file is read ahead, after Linux's on-demand read-ahead ({@code mm/readahead.c}
 * of 2.6.23 and later): a first window when reading begins at the start of a file or goes on where
 * it was, the next one, twice or four times as large, when the reader reaches a marked page of the
 * last, up to a limit. A page elsewhere is read alone.
 */
final class ReadAhead {

  private static final long NOT_READ = -2;

  private final BlockStorage storage;
  private final int most;
  private long start;
  private int size;
  private int ahead;
  private long previous = NOT_READ;

  /**
   * A file that was not read yet.
   *
   * @param most pages of a window; 0 for no read-ahead
   */
  ReadAhead(BlockStorage storage, int most) {
    this.storage = storage;
    this.most = most;
  }

  /** Forgets where the file was read. */
  void reset() {
    previous = NOT_READ;
    size = 0;
    ahead = 0;
  }

  /** The reader has read a page. */
  void wasRead(long page) {
    previous = page;
  }

  /**
   * The reader wants a page that is not in the cache.
   *
   * @param wanted pages from there on that this call will read
   * @return false if there was no memory
   */
  boolean miss(DiskFile file, long page, int wanted) {
    int count = Math.max(1, wanted);
    boolean sequential = page == 0 || page == previous + 1 || page == previous;
    if (most == 0 || !sequential) {
      return submit(file, page, most == 0 ? count : Math.min(count, most), 0);
    }
    if (size > 0 && page == start + size) {
      next();
    } else {
      start = page;
      size = first(count);
      ahead = size > count ? size - count : size;
    }
    return submit(file, start, size, ahead);
  }

  /** The reader has reached a marked page: the next window is read meanwhile. */
  void marker(DiskFile file) {
    next();
    submit(file, start, size, ahead);
  }

  private void next() {
    start += size;
    size = Math.min(most, size < most / 16 ? 4 * size : 2 * size);
    ahead = size;
  }

  private int first(int count) {
    int rounded = Integer.highestOneBit(Math.max(1, 2 * count - 1));
    if (rounded <= most / 32) {
      return 4 * rounded;
    }
    return rounded <= most / 4 ? 2 * rounded : most;
  }

  private boolean submit(DiskFile file, long from, int count, int aheadOf) {
    long pages = (file.size + (1 << FileSystem.BLOCK_SHIFT) - 1) >>> FileSystem.BLOCK_SHIFT;
    long end = Math.min(pages, from + count);
    long marked = aheadOf == 0 ? -1 : from + count - aheadOf;
    return end <= from || storage.read(file, from, end - from, marked < end ? marked : -1);
  }
}
