package dev.tollgate.workload.net.nic;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import dev.tollgate.core.spi.ObjectCache;

/**
 * An allocator of blocks of 2 KiB that allocates nothing on the host: the last freed goes first.
 */
final class StackOfBlocks implements KernelAllocator, ObjectCache {

  private static final int BLOCKS = 2048;

  private final long[] free = new long[BLOCKS];
  private int count;

  StackOfBlocks(Machine machine) {
    while (count < BLOCKS) {
      long page = machine.pages().allocate(0) << 12;
      free[count++] = page;
      free[count++] = page + 2048;
    }
  }

  @Override
  public long kmalloc(long size) {
    return count == 0 || size > 2048 ? FAILED : free[--count];
  }

  @Override
  public void kfree(long address) {
    free[count++] = address;
  }

  @Override
  public long ksize(long address) {
    return 2048;
  }

  @Override
  public ObjectCache createCache(CacheSpec spec) {
    return this;
  }

  @Override
  public MemoryUse use() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long framesHeld() {
    return BLOCKS / 2;
  }

  @Override
  public String name() {
    return "blocks";
  }

  @Override
  public long allocate() {
    return kmalloc(2048);
  }

  @Override
  public void free(long address) {
    kfree(address);
  }

  @Override
  public long objectSize() {
    return 2048;
  }

  @Override
  public long slotSize() {
    return 2048;
  }
}
