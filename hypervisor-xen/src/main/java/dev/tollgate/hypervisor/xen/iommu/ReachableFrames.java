package dev.tollgate.hypervisor.xen.iommu;

import com.google.common.primitives.Ints;
import dev.tollgate.hypervisor.xen.domain.FrameCounts;
import java.util.Arrays;

/**
 * Which frames devices of one translation domain may reach: by an entry that is valid now, or by
 * one that was cleared and that the unit may still have in its cache.
 */
final class ReachableFrames {

  private static final int NONE = -1;

  private final int[] frameOfEntry;
  private final FrameCounts entriesOfFrame;
  private final FrameCounts cachedOfFrame;
  private int[] clearedEntries = {};
  private int[] clearedFrames = {};
  private int cleared;

  /** No entries are valid, nothing is cached. */
  ReachableFrames(int entries, int frames) {
    frameOfEntry = new int[entries];
    Arrays.fill(frameOfEntry, NONE);
    entriesOfFrame = new FrameCounts(frames);
    cachedOfFrame = new FrameCounts(frames);
  }

  int entries() {
    return frameOfEntry.length;
  }

  /** Frame that an entry leads to, or -1. */
  int frame(long entry) {
    return frameOfEntry[(int) entry];
  }

  void enter(long entry, long frame) {
    frameOfEntry[(int) entry] = (int) frame;
    entriesOfFrame.add(frame, 1);
  }

  /** Clears an entry that is valid. */
  void clear(long entry) {
    int frame = frameOfEntry[(int) entry];
    frameOfEntry[(int) entry] = NONE;
    entriesOfFrame.add(frame, -1);
    cachedOfFrame.add(frame, 1);
    if (cleared == clearedFrames.length) {
      int length = Math.max(64, 2 * cleared);
      clearedEntries = Arrays.copyOf(clearedEntries, length);
      clearedFrames = Arrays.copyOf(clearedFrames, length);
    }
    clearedEntries[cleared] = Ints.checkedCast(entry);
    clearedFrames[cleared++] = frame;
  }

  /** The unit has forgotten everything. */
  void forgetAll() {
    for (int i = 0; i < cleared; i++) {
      cachedOfFrame.add(clearedFrames[i], -1);
    }
    cleared = 0;
  }

  /** The unit has forgotten some pages. */
  void forget(long first, long pages) {
    int kept = 0;
    for (int i = 0; i < cleared; i++) {
      int entry = clearedEntries[i];
      if (entry >= first && entry < first + pages) {
        cachedOfFrame.add(clearedFrames[i], -1);
      } else {
        clearedEntries[kept] = entry;
        clearedFrames[kept++] = clearedFrames[i];
      }
    }
    cleared = kept;
  }

  /** Whether a valid entry leads to a frame. */
  boolean isMapped(long frame) {
    return entriesOfFrame.get(frame) > 0;
  }

  /** Whether the unit may still have an entry that led to a frame. */
  boolean isCached(long frame) {
    return cachedOfFrame.get(frame) > 0;
  }

  /** Entries that are valid. */
  long valid() {
    long sum = 0;
    for (int frame : frameOfEntry) {
      sum += frame == NONE ? 0 : 1;
    }
    return sum;
  }
}
