package dev.tollgate.workload.replay;

/**
 * A stretch of the events of a plain trace, decoded, in columns. Mappings live at the same time
 * have different slots; slots are used again.
 */
final class MappingBlock {

  /** Most events of a block. */
  static final int EVENTS = 8192;

  /** In {@link #pages}: the event is an unmap. */
  static final int UNMAP = 0;

  /** In {@link #slots}: nothing of that number was mapped. */
  static final int NO_SLOT = -1;

  final int[] slots = new int[EVENTS];
  final int[] pages = new int[EVENTS];
  final int[] alignments = new int[EVENTS]; // in pages; of maps only
  final long[] ids = new long[EVENTS];
  private int size;

  /** Events in it. */
  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  void map(int slot, int pageCount, int alignment, long id) {
    slots[size] = slot;
    pages[size] = pageCount;
    alignments[size] = alignment;
    ids[size++] = id;
  }

  void unmap(int slot, long id) {
    map(slot, UNMAP, 1, id);
  }
}
