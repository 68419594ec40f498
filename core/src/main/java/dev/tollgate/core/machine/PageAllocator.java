package dev.tollgate.core.machine;

/**
 * The owner of a machine's page frames: hands out blocks of 2<sup>order</sup> consecutive frames,
 * aligned to their size, and takes them back.
 *
 * <p>Frames are counted from 0. An allocator spans a number of frames fixed at creation and owns
 * those that were {@linkplain #release released} to it; all others are holes or reserved and are
 * never handed out. Contents of frames are not touched.
 */
public interface PageAllocator {

  /** Highest order of a block: 1024 frames. */
  int MAX_ORDER = 10;

  /** What {@link #allocate} answers when it has no block. */
  long NO_FRAME = -1;

  /**
   * Takes a block out of the free memory.
   *
   * @param order log2 of the frames wanted, at least 0; above {@link #MAX_ORDER} it always fails
   * @return number of the block's first frame, a multiple of its size, or {@link #NO_FRAME}: there
   *     is no such block, or {@linkplain #keepFree the frames are kept}
   */
  long allocate(int order);

  /**
   * Takes back a block that {@link #allocate} gave, whole.
   *
   * @throws IllegalStateException if no such block is in use: freed twice, of another order, inside
   *     another block, or never this allocator's; the message says which
   */
  void free(long frame, int order);

  /**
   * Gives the allocator free frames to own: at start-up the memory left by {@link BootMemory},
   * later for example a freed initial RAM disk.
   *
   * @throws IllegalArgumentException if a frame lies outside the span or is owned already
   */
  void release(long firstFrame, long frames);

  /**
   * Keeps frames free from now on; none are kept at first.
   *
   * @param marks how many
   * @param reclaimer asked for frames before a request is refused, and whenever a request finds
   *     fewer than the low mark
   */
  void keepFree(Watermarks marks, Reclaimer reclaimer);

  /** Free blocks by order, now. */
  FreeBlocks freeBlocks();

  /** The running counts of this allocator; one object for its whole life. */
  PageCounts counts();

  /** Frames free. */
  default long freeFrames() {
    return counts().freeFrames();
  }

  /** Frames owned, free or in use; Linux's totalram_pages(). */
  default long totalFrames() {
    return counts().totalFrames();
  }
}
