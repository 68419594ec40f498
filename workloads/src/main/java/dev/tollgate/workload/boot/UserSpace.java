package dev.tollgate.workload.boot;

import static dev.tollgate.core.machine.PhysicalMemory.FRAME_BYTES;
import static dev.tollgate.core.machine.PhysicalMemory.FRAME_SHIFT;

import dev.tollgate.core.allocator.FrameKind;
import dev.tollgate.core.allocator.PageMap;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.Reclaimer;
import it.unimi.dsi.fastutil.longs.LongArrayFIFOQueue;
import it.unimi.dsi.fastutil.longs.LongArrayList;
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
  private final LongArrayList mapped = new LongArrayList();
  private final LongArrayList anonymous = new LongArrayList();
  private final LongArrayList pageTables = new LongArrayList();
  private long reclaimed;

  UserSpace(Size size, PageAllocator pages) {
    this.size = size;
    this.pages = pages;
  }

  /** Runs the programs: reads their files, maps them, gives them memory. */
  void run(PageSource source) {
    take(source, "buffers of the disk", size.buffers(), buffers::enqueue);
    take(source, "file pages", size.cached() - size.mappedFiles(), unmapped::enqueue);
    take(source, "page tables of programs", size.pageTables(), pageTables::add);
    take(source, "mapped file pages", size.mappedFiles(), mapped::add);
    take(source, "memory of programs", size.anonymous(), anonymous::add);
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

  /** Marks the frames that programs have. */
  void mark(PageMap map) {
    mark(map, "buffers", buffers);
    mark(map, "file pages", unmapped);
    mark(map, "mapped files", mapped);
    mark(map, "memory of programs", anonymous);
    mark(map, "page tables of programs", pageTables);
  }

  private static void mark(PageMap map, String what, LongArrayFIFOQueue frames) {
    for (int i = 0; i < frames.size(); i++) { // Once round: there is no other way to look inside.
      long frame = frames.dequeueLong();
      mark(map, what, frame);
      frames.enqueue(frame);
    }
  }

  private static void mark(PageMap map, String what, LongArrayList frames) {
    for (int i = 0; i < frames.size(); i++) {
      mark(map, what, frames.getLong(i));
    }
  }

  private static void mark(PageMap map, String what, long frame) {
    map.frames(frame, 1, FrameKind.PROGRAM, "");
    map.asked(frame << FRAME_SHIFT, FRAME_BYTES, map.who(what, ""));
  }

  private static long bytes(LongArrayList frames) {
    return (long) frames.size() << FRAME_SHIFT;
  }

  /** Frames that were given back. */
  long reclaimed() {
    return reclaimed;
  }

  /** Bytes of files in the page cache now. */
  long cachedBytes() {
    return bytes(mapped) + ((long) unmapped.size() << FRAME_SHIFT);
  }

  /** Bytes of the disk's blocks in the page cache now. */
  long bufferBytes() {
    return (long) buffers.size() << FRAME_SHIFT;
  }

  /** Bytes in no file. */
  long anonymousBytes() {
    return bytes(anonymous);
  }

  /** Bytes mapped. */
  long mappedBytes() {
    return bytes(mapped) + bytes(anonymous);
  }

  /** Bytes of page tables. */
  long pageTableBytes() {
    return bytes(pageTables);
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
