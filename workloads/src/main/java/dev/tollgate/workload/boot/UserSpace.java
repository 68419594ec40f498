package dev.tollgate.workload.boot;

import static dev.tollgate.core.machine.PhysicalMemory.FRAME_BYTES;
import static dev.tollgate.core.machine.PhysicalMemory.FRAME_SHIFT;

import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.Reclaimer;
import it.unimi.dsi.fastutil.longs.LongArrayFIFOQueue;
import java.util.function.LongConsumer;

/**
 * Frames that programs have: page cache, memory of their own and page tables. Page cache that no
 * program maps is given back when memory runs low, the oldest first; what is mapped is in use and
 * stays.
 */
final class UserSpace implements Reclaimer {

  /**
   * What programs take, in bytes.
   *
   * @param cached files in the page cache
   * @param buffers blocks of the disk in the page cache
   * @param anonymous memory in no file
   * @param mapped pages mapped, of files and in no file
   * @param inactive pages not used lately
   * @param committed memory promised
   * @param pageTables page tables
   */
  record Size(
      long cached,
      long buffers,
      long anonymous,
      long mapped,
      long inactive,
      long committed,
      long pageTables) {

    /** Bytes of files that programs map. */
    long mappedFiles() {
      return Math.min(cached, Math.max(0, mapped - anonymous));
    }
  }

  private final Size size;
  private final PageAllocator pages;
  private final LongArrayFIFOQueue buffers = new LongArrayFIFOQueue();
  private final LongArrayFIFOQueue unmapped = new LongArrayFIFOQueue();
  private long mappedFiles;
  private long anonymous;
  private long pageTables;
  private long reclaimed;

  UserSpace(Size size, PageAllocator pages) {
    this.size = size;
    this.pages = pages;
  }

  /** Runs the programs: reads their files, maps them, gives them memory. */
  void run(PageSource source) {
    take(source, "buffers of the disk", size.buffers(), buffers::enqueue);
    take(source, "file pages", size.cached() - size.mappedFiles(), unmapped::enqueue);
    take(source, "page tables of programs", size.pageTables(), f -> pageTables += FRAME_BYTES);
    take(source, "mapped file pages", size.mappedFiles(), f -> mappedFiles += FRAME_BYTES);
    take(source, "memory of programs", size.anonymous(), f -> anonymous += FRAME_BYTES);
  }

  private static void take(PageSource source, String what, long bytes, LongConsumer kept) {
    for (long taken = 0; taken < bytes; taken += FRAME_BYTES) {
      kept.accept(source.frame(what));
    }
  }

  @Override
  public void reclaim(long frames) {
    for (long i = 0; i < frames; i++) {
      LongArrayFIFOQueue oldest = unmapped.isEmpty() ? buffers : unmapped;
      if (oldest.isEmpty()) {
        return;
      }
      pages.free(oldest.dequeueLong(), 0);
      reclaimed++;
    }
  }

  /** Frames that were given back. */
  long reclaimed() {
    return reclaimed;
  }

  /** Bytes of files in the page cache now. */
  long cachedBytes() {
    return mappedFiles + ((long) unmapped.size() << FRAME_SHIFT);
  }

  /** Bytes of the disk's blocks in the page cache now. */
  long bufferBytes() {
    return (long) buffers.size() << FRAME_SHIFT;
  }

  /** Bytes in no file. */
  long anonymousBytes() {
    return anonymous;
  }

  /** Bytes mapped. */
  long mappedBytes() {
    return mappedFiles + anonymous;
  }

  /** Bytes of page tables. */
  long pageTableBytes() {
    return pageTables;
  }

  /** What the programs were to take. */
  Size size() {
    return size;
  }

  /** Gives single frames, or ends the boot. */
  @FunctionalInterface
  interface PageSource {

    /** A frame for {@code what}. */
    long frame(String what);
  }
}
