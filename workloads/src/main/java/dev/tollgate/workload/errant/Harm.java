package dev.tollgate.workload.errant;

import java.util.Locale;

/** What came of a strike, by the bytes that there are after it. */
enum Harm {
  /** The device holds a secret that nobody gave it. */
  READ(true),
  /** Memory has changed that the device had no right to write, and that somebody uses. */
  CORRUPTED(true),
  /** The allocator's own check of its lists fails. */
  FREELIST(true),
  /** The CPU uses other bytes than it had checked. */
  REWRITTEN(true),
  /** The IOMMU or the bus refused it. */
  REFUSED(false),
  /** It went to a page that is nobody's. */
  ABSORBED(false),
  /** It went through, but to nobody else's bytes. */
  HARMLESS(false);

  private final boolean done;

  Harm(boolean done) {
    this.done = done;
  }

  /** Whether harm was done. */
  boolean isDone() {
    return done;
  }

  /** As files and figures name it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
