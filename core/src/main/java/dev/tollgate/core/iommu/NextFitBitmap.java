package dev.tollgate.core.iommu;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Objects;

/**
 * A next-fit allocator of runs of entries of a translation table: one bit an entry, and a hint
 * where the next search begins.
 *
 * <p>Models the bitmap that the Calgary driver ({@code iommu_range_alloc} in {@code
 * arch/x86/kernel/pci-calgary_64.c}) and the common PowerPC code keep, searched by Linux's {@code
 * iommu_area_alloc()} ({@code lib/iommu-helper.c}). The driver calls {@link #next}; when that finds
 * nothing it makes the unit forget its translations and calls {@link #fromStart}. A run that would
 * cross a multiple of the boundary moves up to that multiple, and the search goes on from there.
 * The last entry of the table is never handed out: the kernel's search stops one short of it.
 *
 * <p>Entries are counted from 0. Not safe for use by several threads.
 */
public final class NextFitBitmap {

  /** Returned when no run of free entries was found. */
  public static final long NONE = -1;

  /** A boundary that nothing crosses. */
  public static final long NO_BOUNDARY = FreeAreaSearch.NO_BOUNDARY;

  /** Largest table, in entries. */
  public static final int MAX_ENTRIES = 1 << 30;

  private final EntryBitmap bitmap;
  private final FreeAreaSearch search;
  private final int entries;
  private int hint;
  private int used;
  private int usedPeak;
  private int reserved;

  /**
   * Makes an allocator whose entries are all free, the hint at 0.
   *
   * @param entries 1 to {@link #MAX_ENTRIES}
   */
  public NextFitBitmap(int entries) {
    checkArgument(
        entries >= 1 && entries <= MAX_ENTRIES,
        "a table has 1 to %s entries, not %s",
        MAX_ENTRIES,
        entries);
    this.entries = entries;
    this.bitmap = new EntryBitmap(entries);
    this.search = new FreeAreaSearch(bitmap, entries - 1);
  }

  /**
   * Takes the first free run from the hint to the end of the table and moves the hint behind it.
   *
   * @param count entries in a row, at least 1
   * @param alignMask the first entry is a multiple of this plus 1, a power of two; 0 for any
   * @param boundary the run crosses no multiple of this power of two, or {@link #NO_BOUNDARY}; a
   *     longer run is never found
   * @return first entry, or {@link #NONE}; then nothing changed
   */
  public long next(int count, long alignMask, long boundary) {
    return take(hint, count, alignMask, boundary);
  }

  /** The same as {@link #next} from entry 0. */
  public long fromStart(int count, long alignMask, long boundary) {
    return take(0, count, alignMask, boundary);
  }

  private long take(int start, int count, long alignMask, long boundary) {
    int area = search.find(start, count, alignMask, boundary);
    if (area < 0) {
      return NONE;
    }
    bitmap.set(area, count);
    hint = area + count;
    used += count;
    usedPeak = Math.max(usedPeak, used);
    return area;
  }

  /**
   * Gives back entries. Those that are not in use stay free.
   *
   * @return how many of them were in use; fewer than {@code count} means that something was freed
   *     twice or never taken
   * @throws IndexOutOfBoundsException if the run is not inside the table; then nothing changed
   */
  public int free(long first, int count) {
    Objects.checkFromIndexSize(first, count, (long) entries);
    int freed = bitmap.clear((int) first, count);
    used -= freed;
    return freed;
  }

  /**
   * Keeps entries from ever being handed out. The part of the range that lies outside the table is
   * ignored (the 2.6 Calgary driver clips the end but still sets all bits; that slip is not
   * modelled).
   *
   * @return how many entries of the table were free until now
   */
  public int reserve(long first, long count) {
    checkArgument(count >= 0, "cannot reserve %s entries", count);
    long from = Math.max(0, first);
    long end = first > entries - count ? entries : first + count;
    if (from >= end) {
      return 0;
    }
    int newlyReserved = bitmap.set((int) from, (int) (end - from));
    reserved += newlyReserved;
    return newlyReserved;
  }

  /** Whether an entry is handed out or reserved. */
  public boolean isUsed(long entry) {
    return bitmap.isSet((int) Objects.checkIndex(entry, (long) entries));
  }

  /** Entries of the table. */
  public int size() {
    return entries;
  }

  /** Entries handed out now; reserved ones do not count. */
  public int used() {
    return used;
  }

  /** The largest {@link #used} so far. */
  public int usedPeak() {
    return usedPeak;
  }

  /** Entries that {@link #reserve} took. */
  public int reserved() {
    return reserved;
  }

  /** Where the next {@link #next} begins. */
  public int hint() {
    return hint;
  }

  /**
   * Bitmap words of 64 entries that the kernel's search would have looked at since the last call of
   * this method, searches that found nothing included.
   *
   * <p>The kernel's search is a chain of looks. A free look goes from its start to the first free
   * entry. That entry, rounded up to the alignment, begins a candidate area, and a used look goes
   * from there to the first entry in use, or to the end of the area, which then is found. After a
   * failed used look the next free look starts behind the entry in use. A free look that meets no
   * free entry, or whose candidate ends past the last entry but one, is the last. Each look counts
   * every word from the one of its start to the one of its end, so a word where two looks meet
   * counts twice, as it is loaded twice. When an area is found but crosses the boundary, a new
   * chain begins at that boundary. A run longer than the boundary is refused without a look.
   */
  public long takeWordsScanned() {
    return search.takeWordsScanned();
  }

  /** Whether the bits agree with the counts of used and reserved entries: slow, for checks. */
  public boolean isConsistent() {
    return bitmap.count() == used + reserved;
  }
}
