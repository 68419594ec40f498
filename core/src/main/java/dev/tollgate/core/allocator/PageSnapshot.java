package dev.tollgate.core.allocator;

import java.util.Arrays;

/**
 * Every held frame of one moment, or every cell of 2<sup>n</sup> frames in which one is held, in
 * the order of their numbers.
 */
final class PageSnapshot {

  /** Asked for, beyond the request, metadata, free. */
  private static final int PARTS = 4;

  final long event;
  final long time;

  /** Frames that the allocator held, and the bytes in them. */
  final long held;

  final long requested;
  final long beyond;
  final long metadata;
  final long free;

  /** Number of each cell. */
  int[] cells;

  /** What each is, by its number among the {@link PagePlaces}. */
  int[] places;

  /** Bytes of each cell, by part: asked for, beyond the request, metadata, free. */
  int[][] parts;

  private PageSnapshot(long event, long time, PageMap map) {
    this.event = event;
    this.time = time;
    long frames = 0;
    long[] sums = new long[PARTS];
    int[] marked = map.sorted();
    for (int i = 0; i < map.count(); i++) {
      int frame = marked[i];
      if (map.kind(frame).isAllocators()) {
        frames++;
        sums[0] += map.requested(frame);
        sums[1] += map.beyond(frame);
        sums[2] += map.metadata(frame);
        sums[3] += map.free(frame);
      }
    }
    held = frames;
    requested = sums[0];
    beyond = sums[1];
    metadata = sums[2];
    free = sums[3];
    cells = Arrays.copyOf(marked, map.count());
    places = new int[cells.length];
    parts = new int[PARTS][cells.length];
  }

  /** The frames that are marked on a map now. */
  static PageSnapshot of(long event, long time, PageMap map, PagePlaces places) {
    PageSnapshot taken = new PageSnapshot(event, time, map);
    for (int i = 0; i < taken.cells.length; i++) {
      int frame = taken.cells[i];
      taken.places[i] = places.number(map, frame);
      taken.parts[0][i] = map.requested(frame);
      taken.parts[1][i] = map.beyond(frame);
      taken.parts[2][i] = map.metadata(frame);
      taken.parts[3][i] = map.free(frame);
    }
    return taken;
  }

  int size() {
    return cells.length;
  }

  /** Makes cells of twice as many frames; each is what its fuller half was. */
  void halve() {
    int kept = -1;
    int fullest = 0;
    for (int i = 0; i < cells.length; i++) {
      int cell = cells[i] >>> 1;
      int fullness = parts[0][i];
      if (kept >= 0 && cells[kept] == cell) {
        if (fullness > fullest) {
          places[kept] = places[i];
          fullest = fullness;
        }
        for (int[] part : parts) {
          part[kept] += part[i];
        }
      } else {
        kept++;
        cells[kept] = cell;
        places[kept] = places[i];
        for (int[] part : parts) {
          part[kept] = part[i];
        }
        fullest = fullness;
      }
    }
    int count = kept + 1;
    cells = Arrays.copyOf(cells, count);
    places = Arrays.copyOf(places, count);
    for (int i = 0; i < PARTS; i++) {
      parts[i] = Arrays.copyOf(parts[i], count);
    }
  }
}
