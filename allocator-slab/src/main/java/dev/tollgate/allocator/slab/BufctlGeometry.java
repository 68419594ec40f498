package dev.tollgate.allocator.slab;

import dev.tollgate.core.allocator.SlabGeometry;
import dev.tollgate.core.allocator.SlabGeometry.Mode;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.CacheSpec.Flag;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How Linux 2.6.5 cuts slabs on 32 bits (mm/slab.c, kmem_cache_create): a descriptor and a chain of
 * two-byte numbers stand before the objects, or, for objects of an eighth of a page and more, in an
 * object of their own unless the slab has room to spare.
 */
final class BufctlGeometry implements GeometryRule {

  private static final int OFF_SLAB_FROM = PhysicalMemory.FRAME_BYTES / 8;
  private static final int HIGHEST_ORDER = 5;

  /** Numbers that fit behind the descriptor in the largest kmalloc cache that is on-slab. */
  private static final int OFF_SLAB_LIMIT =
      (OFF_SLAB_FROM / 2 - BufctlChain.DESCRIPTOR_BYTES) / BufctlChain.NUMBER_BYTES;

  private final int maxOrder;
  private final int cacheLine;
  private final Queues queues;

  BufctlGeometry(int maxOrder, int cacheLine, Queues queues) {
    this.maxOrder = maxOrder;
    this.cacheLine = cacheLine;
    this.queues = queues;
  }

  @Override
  public int alignment(long size, long asked, Set<Flag> flags) {
    long alignment = SlabVariant.V2_6_5.word;
    if (flags.contains(Flag.HWCACHE_ALIGN)) {
      alignment = cacheLine;
      while (size <= alignment / 2) {
        alignment /= 2;
      }
    }
    return (int) Math.max(alignment, asked);
  }

  @Override
  public @Nullable SlabGeometry geometry(long size, int alignment, Set<Flag> flags) {
    // The kernel decides before it rounds the size.
    boolean off = size >= OFF_SLAB_FROM;
    long slot = roundUp(roundUp(size, SlabVariant.V2_6_5.word), alignment);
    int order = order(slot, alignment, off);
    long objects = objects(slot, alignment, off, order);
    if (objects == 0) {
      return null;
    }
    long left = left(slot, alignment, off, order, objects);
    long index = BufctlChain.bytes(objects);
    if (off && left >= roundUp(index, alignment)) {
      off = false;
      left -= roundUp(index, alignment);
    }
    int colourOffset = Math.max(cacheLine, alignment);
    return queues.geometry(
        (int) slot,
        (int) slot,
        alignment,
        (int) objects,
        order,
        (int) (left / colourOffset),
        colourOffset,
        (int) (off ? index : roundUp(index, alignment)),
        off ? Mode.OFF : Mode.ON);
  }

  private int order(long slot, int alignment, boolean off) {
    for (int order = 0; ; order++) {
      long objects = objects(slot, alignment, off, order);
      if (order >= HIGHEST_ORDER) {
        return order;
      }
      if (objects == 0) {
        continue;
      }
      if (off && objects > OFF_SLAB_LIMIT) {
        return order - 1;
      }
      long left = left(slot, alignment, off, order, objects);
      if (order >= maxOrder || left * 8 <= bytes(order)) {
        return order;
      }
    }
  }

  /** The most objects that fit beside their index. */
  private static long objects(long slot, int alignment, boolean off, int order) {
    long objects = bytes(order) / slot;
    while (objects > 0 && left(slot, alignment, off, order, objects) < 0) {
      objects--;
    }
    return objects;
  }

  private static long left(long slot, int alignment, boolean off, int order, long objects) {
    long index = off ? 0 : roundUp(BufctlChain.bytes(objects), alignment);
    return bytes(order) - objects * slot - index;
  }

  private static long bytes(int order) {
    return (long) PhysicalMemory.FRAME_BYTES << order;
  }

  private static long roundUp(long value, long unit) {
    return (value + unit - 1) / unit * unit;
  }
}
