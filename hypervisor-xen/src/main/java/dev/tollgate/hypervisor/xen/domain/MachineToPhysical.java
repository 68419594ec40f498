package dev.tollgate.hypervisor.xen.domain;

/**
 * The one map from machine frames to the frames that guests count (M2P): Xen's table in Xen's
 * memory, which every guest may read. Guests change it for frames of their own by {@code
 * MMU_MACHPHYS_UPDATE}; Xen never believes it.
 */
public final class MachineToPhysical {

  /** Of a frame that nobody has given a number: all ones. */
  public static final long INVALID_ENTRY = -1;

  private final WordTable words;

  MachineToPhysical(WordTable words) {
    this.words = words;
    words.fill(INVALID_ENTRY);
  }

  /** Pseudo-physical frame noted for a machine frame, or {@link #INVALID_ENTRY}. */
  public long get(long machineFrame) {
    return words.get(Math.toIntExact(machineFrame));
  }

  /** Notes it. */
  public void set(long machineFrame, long physicalFrame) {
    words.set(Math.toIntExact(machineFrame), physicalFrame);
  }

  /** The words in memory. */
  public WordTable words() {
    return words;
  }
}
