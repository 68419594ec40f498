package dev.tollgate.hypervisor.xen.domain;

/** A page-table entry of x86-64 as Xen's PV guests write it: a machine frame and flags. */
public final class PageTableEntry {

  /** Flag: the entry leads somewhere. */
  public static final long PRESENT = 1;

  /** Flag: the page may be written. */
  public static final long WRITABLE = 1 << 1;

  /** Flag: rings above 2 may use it; a 64-bit PV guest's kernel runs in ring 3. */
  public static final long USER = 1 << 2;

  /** Flag: it was used. */
  public static final long ACCESSED = 1 << 5;

  /** Flag: it was written through. */
  public static final long DIRTY = 1 << 6;

  /**
   * Flag, free for software: Xen made the entry for a grant, which alone can undo it. Xen's {@code
   * _PAGE_GNTTAB}, here always on.
   */
  public static final long GRANTED = 1L << 52;

  private static final int FRAME_SHIFT = 12;
  private static final long FRAME_MASK = (1L << 40) - 1;

  private PageTableEntry() {}

  /** An entry that leads to a frame. */
  public static long of(long frame, long flags) {
    return ((frame & FRAME_MASK) << FRAME_SHIFT) | flags;
  }

  /** An entry of a guest's kernel that leads to a frame, as Linux makes it. */
  public static long kernel(long frame, boolean writable) {
    return of(frame, PRESENT | USER | ACCESSED | DIRTY | (writable ? WRITABLE : 0));
  }

  /** Frame it leads to. */
  public static long frame(long entry) {
    return (entry >>> FRAME_SHIFT) & FRAME_MASK;
  }

  /** Whether it leads anywhere. */
  public static boolean isPresent(long entry) {
    return (entry & PRESENT) != 0;
  }

  /** Whether it lets the page be written. */
  public static boolean isWritable(long entry) {
    return (entry & WRITABLE) != 0;
  }

  /** Whether a grant made it. */
  public static boolean isGranted(long entry) {
    return (entry & GRANTED) != 0;
  }
}
