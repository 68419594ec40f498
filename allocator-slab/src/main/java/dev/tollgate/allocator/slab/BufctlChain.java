package dev.tollgate.allocator.slab;

import dev.tollgate.core.machine.PhysicalMemory;

/**
 * Linux 2.6.5's index on 32 bits (mm/slab.c, struct slab and kmem_bufctl_t): a descriptor that
 * names the first free object, and for each object the number of the next.
 *
 * <p>Of the descriptor's 24 bytes the offset of the colour (at 8), the address of object 0 (12),
 * the objects in use (16) and the first free object (20) are kept in memory, little-endian; the two
 * list pointers are not. Addresses are physical.
 */
final class BufctlChain implements FreeIndex {

  /** Bytes of {@code struct slab}. */
  static final int DESCRIPTOR_BYTES = 24;

  /** Bytes of {@code kmem_bufctl_t}. */
  static final int NUMBER_BYTES = 2;

  private static final int COLOUR = 8;
  private static final int MEMORY = 12;
  private static final int IN_USE = 16;
  private static final int FIRST_FREE = 20;
  private static final int END = 0xffff;

  private final PhysicalMemory memory;

  BufctlChain(PhysicalMemory memory) {
    this.memory = memory;
  }

  /** Bytes of the index of {@code objects} objects. */
  static long bytes(long objects) {
    return DESCRIPTOR_BYTES + objects * NUMBER_BYTES;
  }

  @Override
  public void fill(Slab slab) {
    long at = slab.index;
    long start = slab.frame << PhysicalMemory.FRAME_SHIFT;
    memory.writeIntLittleEndian(at + COLOUR, (int) (slab.memory - start));
    memory.writeIntLittleEndian(at + MEMORY, (int) slab.memory);
    memory.writeIntLittleEndian(at + IN_USE, 0);
    write(at + FIRST_FREE, 0);
    for (int object = 0; object < slab.cache.objects; object++) {
      write(place(slab, object), object + 1 == slab.cache.objects ? END : object + 1);
    }
  }

  @Override
  public void take(Slab slab, int[] objects, int count) {
    int next = read(slab.index + FIRST_FREE);
    for (int i = 0; i < count; i++) {
      objects[i] = next;
      if (next >= slab.cache.objects) {
        // Overwritten: the caller will say so; nothing sensible can be read from there.
        return;
      }
      next = read(place(slab, next));
    }
    write(slab.index + FIRST_FREE, next);
    memory.writeIntLittleEndian(slab.index + IN_USE, slab.active + count);
  }

  @Override
  public void put(Slab slab, int object) {
    write(place(slab, object), read(slab.index + FIRST_FREE));
    write(slab.index + FIRST_FREE, object);
    memory.writeIntLittleEndian(slab.index + IN_USE, slab.active);
  }

  @Override
  public void list(Slab slab, int[] objects) {
    int next = read(slab.index + FIRST_FREE);
    int free = slab.cache.objects - slab.active;
    for (int i = 0; i < free; i++) {
      objects[i] = next;
      next = next < slab.cache.objects ? read(place(slab, next)) : next;
    }
  }

  private static long place(Slab slab, int object) {
    return slab.index + bytes(object);
  }

  private int read(long address) {
    return memory.readShortLittleEndian(address) & 0xffff;
  }

  private void write(long address, int number) {
    memory.writeShortLittleEndian(address, (short) number);
  }
}
