package dev.tollgate.core.machine;

import java.util.Arrays;

/**
 * A list of objects for each page frame, the last put there first. An object has a node in each of
 * the frames it lies in, so that it leaves their lists without a search; objects are numbers.
 */
final class FrameLists {

  /** No node: behind the last of a list, and above an object's last frame. */
  static final int END = -1;

  private int[] first = {END}; // by frame

  // By node.
  private int[] objects = new int[64];
  private int[] next = new int[64];
  private int[] previous = new int[64];
  private int[] above = new int[64];
  private int spare = END;
  private int used;

  /** The first node of a frame, or {@link #END}. */
  int first(long frame) {
    return frame < first.length ? first[(int) frame] : END;
  }

  /** The node behind a node, or {@link #END}. */
  int next(int node) {
    return next[node];
  }

  /** The object of a node. */
  int object(int node) {
    return objects[node];
  }

  /** The node of the same object in the next frame, or {@link #END}. */
  int above(int node) {
    return above[node];
  }

  /**
   * Puts an object before the others of a frame.
   *
   * @param below its node in the frame before, or {@link #END}
   * @return its node
   */
  int add(long frame, int object, int below) {
    reach(frame);
    int node = spare;
    if (node == END) {
      node = fresh();
    } else {
      spare = next[node];
    }
    int second = first[(int) frame];
    first[(int) frame] = node;
    objects[node] = object;
    next[node] = second;
    previous[node] = END;
    above[node] = END;
    if (second != END) {
      previous[second] = node;
    }
    if (below != END) {
      above[below] = node;
    }
    return node;
  }

  /** Takes a node out of its frame's list. */
  void remove(long frame, int node) {
    int after = next[node];
    int before = previous[node];
    if (after != END) {
      previous[after] = before;
    }
    if (before == END) {
      first[(int) frame] = after;
    } else {
      next[before] = after;
    }
    next[node] = spare;
    spare = node;
  }

  private int fresh() {
    if (used == objects.length) {
      objects = Arrays.copyOf(objects, 2 * used);
      next = Arrays.copyOf(next, 2 * used);
      previous = Arrays.copyOf(previous, 2 * used);
      above = Arrays.copyOf(above, 2 * used);
    }
    return used++;
  }

  private void reach(long frame) {
    int known = first.length;
    if (frame >= known) {
      int wider = (int) Math.max(frame + 1, 2L * known);
      first = Arrays.copyOf(first, wider);
      Arrays.fill(first, known, wider, END);
    }
  }
}
