package dev.tollgate.core.spi;

/**
 * Memory that guests give back to the hypervisor and get from it, where it offers {@link
 * HypervisorCapability#MEMORY_EXCHANGE}: what Xen's balloon driver does.
 *
 * <p>A guest owns no more frames than it was built with, so it gets one only after it gave one
 * back. Frames are the machine's. Both methods take a crossing, and are called from a piece of work
 * of a CPU of the guest that acts, or where CPUs take no time.
 */
public interface MemoryExchange {

  /**
   * A guest gives one of its own frames back, which nothing of it uses any more: its number for the
   * frame stands for nothing from now on. While others still use the frame, the hypervisor keeps
   * it.
   *
   * @return whether the hypervisor took it
   */
  boolean giveBack(int guest, long frame);

  /**
   * A guest gets a frame, whichever the hypervisor has, for a number that stands for nothing.
   *
   * @return the frame, or {@link Guest#NO_FRAME} if it has as many as it may, or there are none
   */
  long populate(int guest, long number);
}
