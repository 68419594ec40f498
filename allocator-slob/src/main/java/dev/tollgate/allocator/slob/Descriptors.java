package dev.tollgate.allocator.slob;

import dev.tollgate.core.allocator.PageMap;
import dev.tollgate.core.machine.FrameMarks;
import dev.tollgate.core.machine.PhysicalMemory;
import it.unimi.dsi.fastutil.longs.LongArrayList;

/** Where the descriptors of caches lie in the heap, by address; caches are never destroyed. */
final class Descriptors {

  private final long bytes;
  private final LongArrayList addresses = new LongArrayList();

  /** None yet; each takes so many bytes of the heap. */
  Descriptors(long bytes) {
    this.bytes = bytes;
  }

  void add(long address) {
    addresses.add(after(address), address);
  }

  /** How many lie at {@code address} or before. */
  private int after(long address) {
    int low = 0;
    int high = addresses.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (addresses.getLong(middle) <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Marks all of them. */
  void mark(PageMap map) {
    for (int i = 0; i < addresses.size(); i++) {
      map.metadata(addresses.getLong(i), bytes);
    }
  }

  /** Marks those of a frame; one may begin in the frame before. */
  void mark(long frame, FrameMarks marks) {
    long begin = frame << PhysicalMemory.FRAME_SHIFT;
    long end = begin + PhysicalMemory.FRAME_BYTES;
    for (int i = after(begin - bytes); i < addresses.size() && addresses.getLong(i) < end; i++) {
      marks.metadata(addresses.getLong(i), bytes);
    }
  }
}
