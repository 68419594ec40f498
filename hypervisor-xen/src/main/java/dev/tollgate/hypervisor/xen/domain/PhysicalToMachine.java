package dev.tollgate.hypervisor.xen.domain;

import org.jspecify.annotations.Nullable;

/**
 * One guest's map from the frames it counts to machine frames (P2M): the guest's own table in the
 * guest's memory ({@code phys_to_machine_mapping}). Only the guest's kernel keeps and believes it;
 * Xen gets machine frames in hypercalls and checks who owns them.
 */
public final class PhysicalToMachine {

  /** Of a pseudo-physical frame with nothing behind it: all ones. */
  public static final long INVALID_ENTRY = -1;

  /** Set in the entry of a frame that a grant lets the guest use; another domain owns it. */
  public static final long FOREIGN_FRAME = 1L << 63;

  private final WordTable words;
  private @Nullable Follower followers;

  PhysicalToMachine(WordTable words) {
    this.words = words;
    words.fill(INVALID_ENTRY);
  }

  /** Pseudo-physical frames that the guest counts, from 0. */
  public int size() {
    return words.size();
  }

  /** The entry as it stands: a machine frame, one with {@link #FOREIGN_FRAME}, or invalid. */
  public long entry(long physicalFrame) {
    return words.get(Math.toIntExact(physicalFrame));
  }

  /** Machine frame behind a pseudo-physical frame, foreign or not; -1 if there is none. */
  public long machineFrame(long physicalFrame) {
    long entry = entry(physicalFrame);
    return entry == INVALID_ENTRY ? -1 : entry & ~FOREIGN_FRAME;
  }

  /** Whether the entry is valid and the frame behind it another domain's. */
  public boolean isForeign(long physicalFrame) {
    long entry = entry(physicalFrame);
    return entry != INVALID_ENTRY && (entry & FOREIGN_FRAME) != 0;
  }

  /** Who in the guest's kernel hears of entries before they change. */
  @FunctionalInterface
  public interface Follower {

    /** The entry is about to become this. */
    void changes(long physicalFrame, long entry);
  }

  /** Names one more that hears of changes from now on. */
  public void follow(Follower follower) {
    Follower before = followers;
    followers =
        before == null
            ? follower
            : (physicalFrame, entry) -> {
              before.changes(physicalFrame, entry);
              follower.changes(physicalFrame, entry);
            };
  }

  /** {@code set_phys_to_machine} for a frame of the guest's own, or {@link #INVALID_ENTRY}. */
  public void set(long physicalFrame, long machineFrame) {
    Follower told = followers;
    if (told != null) {
      told.changes(physicalFrame, machineFrame);
    }
    words.set(Math.toIntExact(physicalFrame), machineFrame);
  }

  /** The same for a frame that a grant lets the guest use. */
  public void setForeign(long physicalFrame, long machineFrame) {
    set(physicalFrame, machineFrame | FOREIGN_FRAME);
  }

  /** The words in memory. */
  public WordTable words() {
    return words;
  }
}
