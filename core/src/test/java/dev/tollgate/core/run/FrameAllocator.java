package dev.tollgate.core.run;

import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import dev.tollgate.core.spi.ObjectCache;
import java.util.List;

/** An allocator for tests: every request gets a frame of its own. */
final class FrameAllocator implements KernelAllocator {

  private final PageAllocator pages;
  private final List<String> diary;
  private long frames;
  private long requested;

  FrameAllocator(PageAllocator pages, List<String> diary) {
    this.pages = pages;
    this.diary = diary;
  }

  @Override
  public long kmalloc(long size) {
    long frame = pages.allocate(0);
    if (frame < 0) {
      return FAILED;
    }
    frames++;
    requested += size;
    return frame << PhysicalMemory.FRAME_SHIFT;
  }

  @Override
  public void kfree(long address) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long ksize(long address) {
    return PhysicalMemory.FRAME_BYTES;
  }

  @Override
  public ObjectCache createCache(CacheSpec spec) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MemoryUse use() {
    long rest = (frames << PhysicalMemory.FRAME_SHIFT) - requested;
    return new MemoryUse(frames, requested, rest, 0, 0, 0, 0, 0, 0);
  }

  @Override
  public long framesHeld() {
    return frames;
  }

  @Override
  public void report(MetricSink sink) {
    diary.add("allocator reports");
  }

  @Override
  public void check() {
    diary.add("allocator checked");
  }
}
