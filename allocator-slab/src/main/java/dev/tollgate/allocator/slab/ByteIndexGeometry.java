package dev.tollgate.allocator.slab;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.allocator.SlabGeometry;
import dev.tollgate.core.allocator.SlabGeometry.Mode;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.CacheSpec.Flag;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How Linux 6.1 cuts slabs (mm/slab.c): free objects are told by an array of one-byte numbers, for
 * which the first place that fits is taken: inside a free object, in an object of its own, or
 * behind the objects.
 */
final class ByteIndexGeometry implements GeometryRule {

  private static final int WORD = 8;

  /** With one-byte numbers an object is never smaller than this. */
  private static final int LEAST_SLOT = 16;

  private static final int MOST_OBJECTS = 255;

  private final int maxOrder;
  private final int cacheLine;
  private final Queues queues;
  private final KmallocClasses classes;

  ByteIndexGeometry(int maxOrder, int cacheLine, Queues queues, KmallocClasses classes) {
    this.classes = classes;
    this.maxOrder = maxOrder;
    this.cacheLine = cacheLine;
    this.queues = queues;
  }

  /** Alignment in bytes of a cache's objects: what was asked for, or what the flags ask for. */
  static int alignment(long size, long asked, Set<Flag> flags, int cacheLine) {
    long alignment = asked;
    if (flags.contains(Flag.HWCACHE_ALIGN)) {
      int line = cacheLine;
      while (size <= line / 2) {
        line /= 2;
      }
      alignment = Math.max(alignment, line);
    }
    return (int) roundUp(Math.max(alignment, WORD), WORD);
  }

  @Override
  public int alignment(long size, long asked, Set<Flag> flags) {
    return alignment(size, asked, flags, cacheLine);
  }

  @Override
  public @Nullable SlabGeometry geometry(long size, int alignment, Set<Flag> flags) {
    long slot = roundUp(roundUp(size, WORD), alignment);
    if (slot < LEAST_SLOT) {
      slot = roundUp(LEAST_SLOT, alignment);
    }
    int colourOffset = Math.max(cacheLine, alignment);
    boolean reclaim = flags.contains(Flag.RECLAIM);
    boolean rcu = flags.contains(Flag.TYPESAFE_BY_RCU);
    Cut cut = rcu ? null : cut(size, slot, Mode.OBJFREELIST, reclaim);
    if (cut != null && cut.objects > size) {
      cut = null;
    }
    if (cut == null && !flags.contains(Flag.NOLEAKTRACE)) {
      cut = cut(size, slot, Mode.OFF, reclaim);
      if (cut != null && cut.left >= cut.objects) {
        cut = null;
      }
    }
    if (cut == null) {
      cut = cut(size, slot, Mode.ON, reclaim);
    }
    if (cut == null) {
      return null;
    }
    return queues.geometry(
        (int) size,
        (int) slot,
        alignment,
        cut.objects,
        cut.order,
        (int) (cut.left / colourOffset),
        colourOffset,
        cut.objects,
        cut.mode);
  }

  /** A way to cut; {@code left} is in bytes. */
  private record Cut(int objects, int order, long left, Mode mode) {}

  /** The order of slabs that wastes little enough, or null if no order will do. */
  private @Nullable Cut cut(long size, long slot, Mode mode, boolean reclaim) {
    Cut found = null;
    long each = mode == Mode.ON ? slot + 1 : slot;
    for (int order = 0; order <= PageAllocator.MAX_ORDER; order++) {
      long bytes = (long) PhysicalMemory.FRAME_BYTES << order;
      long objects = bytes / each;
      if (objects == 0) {
        continue;
      }
      if (objects > MOST_OBJECTS) {
        break;
      }
      // The kernel compares with the size before it was rounded.
      if (mode == Mode.OFF && kmallocSlot((int) objects) > size / 2) {
        continue;
      }
      long left = bytes % each;
      found = new Cut((int) objects, order, left, mode);
      if (reclaim || order >= maxOrder || left * 8 <= bytes) {
        break;
      }
    }
    return found;
  }

  /** Bytes that kmalloc takes for an index of {@code bytes}. */
  private long kmallocSlot(int bytes) {
    int size = classes.sizeFor(bytes);
    return roundUp(
        size, alignment(size, classes.alignment(size), ImmutableSet.of(Flag.HWCACHE_ALIGN)));
  }

  private static long roundUp(long value, long unit) {
    return (value + unit - 1) / unit * unit;
  }
}
