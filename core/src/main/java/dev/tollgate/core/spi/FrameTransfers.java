package dev.tollgate.core.spi;

/**
 * Frames that change hands, where the hypervisor offers {@link
 * HypervisorCapability#FRAME_TRANSFERS}: Xen's reservations and page flips.
 *
 * <p>A guest's page keeps the {@linkplain Guest#numberOf number} by which the guest counts it and
 * comes to lie in another frame of the machine. Whatever the guest's page allocator is to know of
 * this, it is told. All methods are called from a piece of work of a CPU of the guest that acts;
 * what takes a list makes one crossing for all of it.
 */
public interface FrameTransfers {

  /** No entry: all places of the guest are taken. */
  int NONE = -1;

  /**
   * Lets guest {@code giver} give a frame to guest {@code taker}: a plain write, no crossing.
   *
   * @return the entry, by which the giver names it, or {@link #NONE}
   */
  int accept(int taker, int giver);

  /**
   * Ends such an entry: a plain write.
   *
   * @return the frame that came, which stands behind no number yet; {@link Guest#NO_FRAME} if none
   *     came, and none will
   */
  long taken(int taker, int entry);

  /** Gives the list's frames back to the hypervisor; the numbers they stood behind are kept. */
  void giveBack(int guest, FrameMoves list);

  /**
   * Takes frames from the hypervisor that stand behind no number yet.
   *
   * @return how many it gave; the first elements of {@code frames} are theirs
   */
  int take(int guest, long[] frames, int count);

  /** Puts the list's frames behind its numbers. */
  void place(int guest, FrameMoves list);

  /** Gives the list's frames to other guests, and puts the replacements behind their numbers. */
  void transfer(int guest, FrameMoves list);
}
