package dev.tollgate.allocator.slab;

import dev.tollgate.core.allocator.SlabGeometry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A slow model of one cache of 6.1 on one CPU, in lists and sets: which object of which slab is
 * handed out. Slabs are numbered in the order they are made; nothing runs out.
 */
final class ReferenceSlab {

  /** One object. */
  record Handle(int slab, int object) {}

  private static final class Pages {
    final int number;
    final Deque<Integer> free = new ArrayDeque<>();

    Pages(int number, int objects) {
      this.number = number;
      for (int object = 0; object < objects; object++) {
        free.addLast(object);
      }
    }
  }

  private final SlabGeometry geometry;
  private final List<Pages> all = new ArrayList<>();
  private final TreeSet<Integer> destroyed = new TreeSet<>();
  private final List<Pages> partial = new ArrayList<>();
  private final List<Pages> free = new ArrayList<>();
  private final List<Handle> array = new ArrayList<>();
  private boolean used;

  ReferenceSlab(SlabGeometry geometry) {
    this.geometry = geometry;
  }

  Handle allocate() {
    if (array.isEmpty()) {
      int batch = used ? geometry.batchCount() : Math.min(16, geometry.batchCount());
      while (array.size() < batch && !(partial.isEmpty() && free.isEmpty())) {
        Pages slab = partial.isEmpty() ? free.remove(0) : partial.remove(0);
        drawFrom(slab, batch);
      }
      if (array.isEmpty()) {
        Pages slab = new Pages(all.size(), geometry.objects());
        all.add(slab);
        drawFrom(slab, batch);
      }
    }
    used = true;
    return array.remove(array.size() - 1);
  }

  private void drawFrom(Pages slab, int batch) {
    while (array.size() < batch) {
      @Nullable Integer object = slab.free.pollFirst();
      if (object == null) {
        return;
      }
      array.add(new Handle(slab.number, object));
    }
    if (!slab.free.isEmpty()) {
      partial.add(0, slab);
    }
  }

  void free(Handle handle) {
    if (array.size() == geometry.limit()) {
      for (int i = 0; i < geometry.batchCount(); i++) {
        putBack(array.remove(0));
      }
      while (freeObjects() > geometry.freeLimit() && !free.isEmpty()) {
        destroyed.add(free.remove(free.size() - 1).number);
      }
    }
    array.add(handle);
  }

  private void putBack(Handle handle) {
    Pages slab = all.get(handle.slab());
    partial.remove(slab);
    slab.free.addFirst(handle.object());
    if (slab.free.size() == geometry.objects()) {
      free.add(0, slab);
    } else {
      partial.add(slab);
    }
  }

  private long freeObjects() {
    long count = 0;
    for (Pages slab : partial) {
      count += slab.free.size();
    }
    return count + (long) free.size() * geometry.objects();
  }

  int slabs() {
    return all.size() - destroyed.size();
  }

  int freeSlabs() {
    return free.size();
  }

  long activeObjects() {
    return (long) slabs() * geometry.objects() - freeObjects();
  }
}
