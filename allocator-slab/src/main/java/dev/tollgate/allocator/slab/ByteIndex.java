package dev.tollgate.allocator.slab;

import dev.tollgate.core.allocator.SlabGeometry.Mode;
import dev.tollgate.core.machine.PhysicalMemory;

/**
 * Linux 6.1's index (mm/slab.c, freelist_idx_t): an array of one-byte object numbers, of which
 * those from {@link Slab#active} on are free.
 */
final class ByteIndex implements FreeIndex {

  private static final int MOST_OBJECTS = 256;

  private final PhysicalMemory memory;
  private final byte[] buffer = new byte[MOST_OBJECTS];
  private final byte[] ascending = new byte[MOST_OBJECTS];

  ByteIndex(PhysicalMemory memory) {
    this.memory = memory;
    for (int number = 0; number < MOST_OBJECTS; number++) {
      ascending[number] = (byte) number;
    }
  }

  @Override
  public void fill(Slab slab) {
    SlabCache cache = slab.cache;
    if (cache.mode == Mode.OBJFREELIST) {
      slab.index = slab.memory + (long) (cache.objects - 1) * cache.slotSize;
    }
    memory.write(slab.index, ascending, 0, cache.objects);
  }

  @Override
  public void take(Slab slab, int[] objects, int count) {
    memory.read(slab.index + slab.active, buffer, 0, count);
    for (int i = 0; i < count; i++) {
      objects[i] = buffer[i] & 0xff;
    }
    if (slab.cache.mode == Mode.OBJFREELIST && slab.active + count == slab.cache.objects) {
      // The object that held the index has just been taken.
      slab.index = Slab.NO_INDEX;
    }
  }

  @Override
  public void list(Slab slab, int[] objects) {
    int free = slab.cache.objects - slab.active;
    if (free > 0) {
      memory.read(slab.index + slab.active, buffer, 0, free);
    }
    for (int i = 0; i < free; i++) {
      objects[i] = buffer[i] & 0xff;
    }
  }

  @Override
  public void put(Slab slab, int object) {
    if (slab.index == Slab.NO_INDEX) {
      slab.index = slab.memory + (long) object * slab.cache.slotSize;
    }
    memory.writeByte(slab.index + slab.active, (byte) object);
  }
}
