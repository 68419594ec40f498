package dev.tollgate.core.machine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Page allocators written to be obviously right, however slow. */
abstract class ReferencePages {

  abstract long allocate(int order);

  abstract void free(int frame, int order);

  abstract void release(int firstFrame, int frames);

  /** Free blocks of each order that are not part of a larger one. */
  abstract long[] freeBlocks();

  /** Frame by frame, as the first-fit rule is stated. */
  static final class FirstFit extends ReferencePages {

    private final boolean[] free;

    FirstFit(int span) {
      free = new boolean[span];
    }

    @Override
    long allocate(int order) {
      int size = 1 << order;
      for (int frame = 0; order <= 10 && frame + size <= free.length; frame += size) {
        if (allFree(frame, size)) {
          Arrays.fill(free, frame, frame + size, false);
          return frame;
        }
      }
      return -1;
    }

    @Override
    void free(int frame, int order) {
      Arrays.fill(free, frame, frame + (1 << order), true);
    }

    @Override
    void release(int firstFrame, int frames) {
      Arrays.fill(free, firstFrame, firstFrame + frames, true);
    }

    @Override
    long[] freeBlocks() {
      long[] counts = new long[11];
      for (int frame = 0; frame < free.length; ) {
        int order = 10;
        while (order > 0 && (frame % (1 << order) != 0 || !allFree(frame, 1 << order))) {
          order--;
        }
        counts[order] += free[frame] ? 1 : 0;
        frame += 1 << order;
      }
      return counts;
    }

    private boolean allFree(int frame, int size) {
      for (int i = frame; i < frame + size; i++) {
        if (i >= free.length || !free[i]) {
          return false;
        }
      }
      return true;
    }
  }

  /** Lists of frames for each order, searched from the front for everything. */
  static final class Buddy extends ReferencePages {

    private final List<ArrayDeque<Integer>> lists = new ArrayList<>();

    Buddy() {
      for (int order = 0; order <= 10; order++) {
        lists.add(new ArrayDeque<>());
      }
    }

    @Override
    long allocate(int order) {
      if (order > 10) {
        return -1;
      }
      if (!lists.get(order).isEmpty()) {
        return lists.get(order).removeFirst();
      }
      long block = allocate(order + 1);
      if (block >= 0) {
        lists.get(order).addFirst((int) block + (1 << order));
      }
      return block;
    }

    @Override
    void free(int frame, int order) {
      put(frame, order, false);
    }

    @Override
    void release(int firstFrame, int frames) {
      int frame = firstFrame;
      while (frame < firstFrame + frames) {
        int order = 10;
        while (frame % (1 << order) != 0 || frame + (1 << order) > firstFrame + frames) {
          order--;
        }
        put(frame, order, true);
        frame += 1 << order;
      }
    }

    private void put(int frame, int order, boolean toTail) {
      int size = 1 << order;
      boolean lower = frame / size % 2 == 0;
      Integer buddy = lower ? frame + size : frame - size;
      if (order < 10 && lists.get(order).remove(buddy)) {
        put(Math.min(frame, buddy), order + 1, toTail);
        return;
      }
      boolean mergeLikely = false;
      if (order + 1 < 10) {
        int parent = Math.min(frame, buddy);
        int parentBuddy = parent / (2 * size) % 2 == 0 ? parent + 2 * size : parent - 2 * size;
        mergeLikely = lists.get(order + 1).contains(parentBuddy);
      }
      if (toTail || mergeLikely) {
        lists.get(order).addLast(frame);
      } else {
        lists.get(order).addFirst(frame);
      }
    }

    @Override
    long[] freeBlocks() {
      return lists.stream().mapToLong(ArrayDeque::size).toArray();
    }
  }
}
