package dev.tollgate.core.machine;

/**
 * How many bytes of one page frame an allocator has free, keeps for itself, and relies on to find
 * its way. What is marked beyond the frame's ends is not counted.
 */
public final class FrameMarks {

  private long begin;
  private int free;
  private int metadata;
  private int links;

  /** Forgets all marks; those that follow are of {@code frame}. */
  public void begin(long frame) {
    begin = frame << PhysicalMemory.FRAME_SHIFT;
    free = 0;
    metadata = 0;
    links = 0;
  }

  /** Marks bytes that a request could get. */
  public void free(long address, long bytes) {
    free += within(address, bytes);
  }

  /** Marks bytes of descriptors and indexes. */
  public void metadata(long address, long bytes) {
    metadata += within(address, bytes);
  }

  /**
   * Marks bytes, free or of metadata, that the allocator follows: links of freelists, indexes of
   * free objects. Who writes to them decides what the allocator gives out next.
   */
  public void links(long address, long bytes) {
    links += within(address, bytes);
  }

  private int within(long address, long bytes) {
    long from = Math.max(begin, address);
    long to = Math.min(begin + PhysicalMemory.FRAME_BYTES, address + bytes);
    return (int) Math.max(0, to - from);
  }

  /** Bytes that a request could get. */
  public int free() {
    return free;
  }

  /** Bytes of descriptors and indexes. */
  public int metadata() {
    return metadata;
  }

  /** Bytes of these two that the allocator follows. */
  public int links() {
    return links;
  }
}
