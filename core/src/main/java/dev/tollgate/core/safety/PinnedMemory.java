package dev.tollgate.core.safety;

/** Pages that must stay where they are because they are mapped, and mappings alive, over time. */
final class PinnedMemory {

  private final WideSum pageTime = new WideSum(); // without the pages pinned now
  private long pages;
  private long pinnedEver;
  private long peakPages;
  private long mappings;
  private long peakMappings;

  /** A page was pinned at {@code time}. */
  void pin(long time) {
    pageTime.subtract(time);
    pinnedEver++;
    if (++pages > peakPages) {
      peakPages = pages;
    }
  }

  /** A page was let go at {@code time}. */
  void unpin(long time) {
    pageTime.add(time);
    pages--;
  }

  /** A driver mapped a buffer. */
  void mapped() {
    if (++mappings > peakMappings) {
      peakMappings = mappings;
    }
  }

  /** A driver unmapped a buffer. */
  void unmapped() {
    mappings--;
  }

  /** Times that a page was pinned. */
  long pinnedEver() {
    return pinnedEver;
  }

  /** Pages pinned now. */
  long pages() {
    return pages;
  }

  /** Most pages pinned at once. */
  long peakPages() {
    return peakPages;
  }

  /** Buffers mapped now. */
  long mappings() {
    return mappings;
  }

  /** Most buffers mapped at once. */
  long peakMappings() {
    return peakMappings;
  }

  /** Bytes times picoseconds until {@code end}. */
  WideSum byteTime(long end) {
    WideSum sum = new WideSum();
    sum.add(pageTime);
    sum.addLarge(pages, end);
    WideSum bytes = new WideSum();
    for (int times = 0; times < Grant.PAGE_BYTES; times++) {
      bytes.add(sum);
    }
    return bytes;
  }
}
