package dev.tollgate.iommu.dart;

import dev.tollgate.core.iommu.EntryBitmap;
import java.util.Objects;

/**
 * Which I/O pages are taken, a bit for each. Some at the start and the last one are reserved: the
 * last because the bridge may prefetch past it.
 */
final class PageBitmap {

  private final EntryBitmap bits;
  private final int size;
  private final int firstUsable;
  private int used;
  private int usedPeak;

  /** A bitmap in which {@code reservedAtStart} pages and the last one are never handed out. */
  PageBitmap(int size, int reservedAtStart) {
    this.bits = new EntryBitmap(size);
    this.size = size;
    this.firstUsable = reservedAtStart;
    bits.set(0, reservedAtStart);
    bits.set(size - 1, 1);
  }

  /** The bits themselves, for searches. */
  EntryBitmap bits() {
    return bits;
  }

  /** Takes pages that are free. */
  void take(int first, int pages) {
    bits.set(first, pages);
    used += pages;
    usedPeak = Math.max(usedPeak, used);
  }

  /**
   * Gives pages back; reserved ones stay reserved.
   *
   * @return whether all of them were taken
   */
  boolean giveBack(long first, int pages) {
    Objects.checkFromIndexSize(first, pages, (long) size);
    int from = (int) Math.max(first, firstUsable);
    int end = (int) Math.min(first + pages, size - 1);
    int freed = from < end ? bits.clear(from, end - from) : 0;
    used -= freed;
    return freed == pages;
  }

  /** Whether a page is taken or reserved. */
  boolean isTaken(int page) {
    return bits.isSet(page);
  }

  /** Pages in all. */
  int size() {
    return size;
  }

  /** Pages taken now; reserved ones do not count. */
  int used() {
    return used;
  }

  /** Most pages taken so far. */
  int usedPeak() {
    return usedPeak;
  }

  /** Pages never handed out. */
  int reserved() {
    return firstUsable + 1;
  }

  /** Bytes of the bitmap. */
  long bytes() {
    return size / Byte.SIZE;
  }

  /** Whether bits and counts agree, and what is reserved still is: slow, for checks. */
  boolean isConsistent() {
    return bits.count() == used + reserved()
        && bits.nextFree(0, firstUsable) == firstUsable
        && bits.isSet(size - 1);
  }
}
