package dev.tollgate.core.safety;

/** Pages that must stay where they are because they are mapped, and mappings alive. */
final class PinnedMemory {

  private final Runnable beforeNewPeak;
  private long pages;
  private long pinnedEver;
  private long peakPages;
  private long mappings;
  private long peakMappings;

  /**
   * Nothing is pinned.
   *
   * @param beforeNewPeak lets domains tell what they have not told yet, so that no peak is recorded
   *     that was none
   */
  PinnedMemory(Runnable beforeNewPeak) {
    this.beforeNewPeak = beforeNewPeak;
  }

  /** A page was pinned. */
  void pin() {
    pinnedEver++;
    if (++pages > peakPages) {
      beforeNewPeak.run();
      peakPages = Math.max(peakPages, pages);
    }
  }

  /** A page was let go. */
  void unpin() {
    pages--;
  }

  /** A driver mapped a buffer. */
  void mapped() {
    if (++mappings > peakMappings) {
      beforeNewPeak.run();
      peakMappings = Math.max(peakMappings, mappings);
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
}
