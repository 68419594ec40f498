package dev.tollgate.core.machine;

/** What a page allocator has done so far; counts only ever grow, except the frames free. */
public final class PageCounts {

  private final long[] failures = new long[PageAllocator.MAX_ORDER + 2];
  private long totalFrames;
  private long freeFrames;
  private long peakHeldFrames;
  private long topFrame;
  private long allocations;
  private long frees;
  private long pressed;
  private long kept;
  private int lastFailedOrder = -1;

  PageCounts() {}

  /** Frames owned, free or in use. */
  public long totalFrames() {
    return totalFrames;
  }

  /** Frames free. */
  public long freeFrames() {
    return freeFrames;
  }

  /** Frames in use. */
  public long heldFrames() {
    return totalFrames - freeFrames;
  }

  /** Most frames ever in use at once. */
  public long peakHeldFrames() {
    return peakHeldFrames;
  }

  /** One past the highest frame ever in use; 0 if none was. */
  public long topFrame() {
    return topFrame;
  }

  /** Calls of allocate that got a block. */
  public long allocations() {
    return allocations;
  }

  /** Calls of free. */
  public long frees() {
    return frees;
  }

  /** Calls of allocate that got nothing, all orders. */
  public long failures() {
    long sum = 0;
    for (long count : failures) {
      sum += count;
    }
    return sum;
  }

  /** Calls of allocate that got nothing; orders above the highest are counted together. */
  public long failures(int order) {
    return failures[Math.min(order, failures.length - 1)];
  }

  /** Order of the call of allocate that was the last to get nothing; -1 if all got a block. */
  public int lastFailedOrder() {
    return lastFailedOrder;
  }

  /** Calls of allocate that would have left fewer frames free than the low watermark. */
  public long pressed() {
    return pressed;
  }

  /** Failures although enough frames were free: the min watermark keeps them. */
  public long kept() {
    return kept;
  }

  void released(long frames) {
    totalFrames += frames;
    freeFrames += frames;
  }

  void allocated(long frame, int order) {
    long frames = 1L << order;
    allocations++;
    freeFrames -= frames;
    peakHeldFrames = Math.max(peakHeldFrames, totalFrames - freeFrames);
    topFrame = Math.max(topFrame, frame + frames);
  }

  void freed(int order) {
    frees++;
    freeFrames += 1L << order;
  }

  void countPressed() {
    pressed++;
  }

  void countKept() {
    kept++;
  }

  void failed(int order) {
    lastFailedOrder = order;
    failures[Math.min(order, failures.length - 1)]++;
  }
}
