package dev.tollgate.core.spi;

/**
 * Frames that guests let each other use, where the hypervisor offers {@link
 * HypervisorCapability#SHARED_MEMORY}: Xen's grants.
 *
 * <p>To grant and to end a grant are plain writes of the granting guest to memory that it shares
 * with the hypervisor, without a crossing. What the other guest does with a grant takes a crossing,
 * which carries out a whole list; each entry of the list succeeds or fails by itself.
 *
 * <p>All methods are called from a piece of work of a CPU of the guest that acts. Frames are the
 * machine's.
 */
public interface SharedFrames {

  /** No grant: all places of the guest are taken. */
  int NONE = -1;

  /**
   * Lets guest {@code to} use one of guest {@code from}'s own frames.
   *
   * @return the grant, by which the other guest asks for the frame, or {@link #NONE}
   */
  int grant(int from, int to, long frame, boolean readOnly);

  /**
   * Ends a grant.
   *
   * @return false if the other guest still uses the frame: then it stays granted
   */
  boolean end(int from, int grant);

  /**
   * Whether drivers are to have granted frames mapped for devices too ({@link
   * FrameMappings#forDevice}), instead of mapping them through the DMA API.
   */
  default boolean mapsForDevices() {
    return false;
  }

  /** Maps granted frames for a guest, all of the list in one crossing. */
  void map(int guest, FrameMappings list);

  /** Ends mappings of a guest, all of the list in one crossing; none of them is cached after it. */
  void unmap(int guest, FrameMappings list);

  /** Has the hypervisor copy bytes between frames of a guest and granted ones, in one crossing. */
  void copy(int guest, FrameCopies list);
}
