package dev.tollgate.hypervisor.xen.domain;

import dev.tollgate.core.machine.PhysicalMemory;
import java.util.Arrays;

/**
 * A guest kernel's view of its memory: the first-level page tables of Linux's direct map, one entry
 * for each pseudo-physical frame from {@link #BASE} on, and after them a few for what Xen shares
 * with the guest.
 *
 * <p>The entries lie in frames of the guest that are used as {@link FrameType#PAGE_TABLE}, so the
 * guest can read them but only Xen writes them. Each present entry that no grant made holds a
 * reference to the frame it leads to, and one that lets it be written a use as writable, as in
 * Xen's get_page_from_l1e.
 *
 * <p>The levels above are built with the domain and never change, so they are not modelled; nor are
 * processes.
 */
public final class LinearMap {

  /** Virtual address of pseudo-physical frame 0: 64-bit PV Linux's PAGE_OFFSET. */
  public static final long BASE = 0xffff_8800_0000_0000L;

  /** First virtual address of Xen's own part of the address space. */
  public static final long XEN_START = 0xffff_8000_0000_0000L;

  private final WordTable entries;
  private final FrameTable frames;
  private final int domain;
  private final long[] sortedTables;
  private final int[] tableNumbers;

  LinearMap(WordTable entries, FrameTable frames, int domain) {
    this.entries = entries;
    this.frames = frames;
    this.domain = domain;
    long[] tables = entries.frames();
    this.sortedTables = tables.clone();
    Arrays.sort(sortedTables);
    this.tableNumbers = new int[tables.length];
    for (int i = 0; i < tables.length; i++) {
      tableNumbers[Arrays.binarySearch(sortedTables, tables[i])] = i;
    }
  }

  /** Entries: pseudo-physical frames, then those for shared frames. */
  public int size() {
    return entries.size();
  }

  /** Number of the entry for a virtual address, or −1 if there is none. */
  public int slotOf(long virtual) {
    long slot = (virtual - BASE) >>> PhysicalMemory.FRAME_SHIFT;
    return slot < entries.size() ? (int) slot : -1;
  }

  /** Virtual address of the page that an entry is for. */
  public static long addressOf(long slot) {
    return BASE + (slot << PhysicalMemory.FRAME_SHIFT);
  }

  /** An entry as it stands in memory. */
  public long entry(int slot) {
    return entries.get(slot);
  }

  /** The entries in memory. */
  public WordTable entries() {
    return entries;
  }

  /**
   * Number of the entry at a machine address, or −1 if none is there: what a grant operation with
   * {@code GNTMAP_contains_pte} names.
   */
  public int slotAt(long machineAddress) {
    long frame = machineAddress >>> PhysicalMemory.FRAME_SHIFT;
    if ((machineAddress & (Long.BYTES - 1)) != 0
        || frames.owner(frame) != domain
        || frames.type(frame) != FrameType.PAGE_TABLE) {
      return -1;
    }
    int table = Arrays.binarySearch(sortedTables, frame);
    if (table < 0) {
      return -1;
    }
    long word = (machineAddress & (PhysicalMemory.FRAME_BYTES - 1)) >>> 3;
    long slot = (long) tableNumbers[table] * WordTable.WORDS_PER_FRAME + word;
    return slot < entries.size() ? (int) slot : -1;
  }

  /**
   * Replaces an entry as a guest asks for, after checking the frame it leads to ({@code
   * mod_l1_entry}).
   *
   * @param owner domain that must own that frame
   */
  public Change change(int slot, long entry, int owner) {
    long before = entries.get(slot);
    if (PageTableEntry.isPresent(before) && PageTableEntry.isGranted(before)) {
      return Change.GRANTED;
    }
    long clean = entry & ~PageTableEntry.GRANTED;
    if (PageTableEntry.isPresent(clean) && !take(clean, owner)) {
      return Change.REFUSED;
    }
    entries.set(slot, clean);
    drop(before);
    return Change.DONE;
  }

  /** What became of a change. */
  public enum Change {
    /** The entry is replaced. */
    DONE,
    /** The frame is not one the guest may use so; nothing is changed. */
    REFUSED,
    /** A grant made the old entry, and only the grant can undo it; nothing is changed. */
    GRANTED
  }

  /**
   * Makes an entry for a grant, which holds the references itself; false if a grant made the one
   * that is there.
   */
  public boolean mapGranted(int slot, long frame, boolean writable) {
    long before = entries.get(slot);
    if (PageTableEntry.isPresent(before) && PageTableEntry.isGranted(before)) {
      return false;
    }
    entries.set(slot, PageTableEntry.kernel(frame, writable) | PageTableEntry.GRANTED);
    drop(before);
    return true;
  }

  /** Undoes it; false if the entry does not lead to that frame by a grant. */
  public boolean unmapGranted(int slot, long frame) {
    long before = entries.get(slot);
    if (!PageTableEntry.isPresent(before)
        || !PageTableEntry.isGranted(before)
        || PageTableEntry.frame(before) != frame) {
      return false;
    }
    entries.set(slot, 0);
    return true;
  }

  private boolean take(long entry, int owner) {
    long frame = PageTableEntry.frame(entry);
    return PageTableEntry.isWritable(entry)
        ? frames.getAs(frame, owner, FrameType.WRITABLE)
        : frames.get(frame, owner);
  }

  /** Lets go of what an entry held. */
  void drop(long entry) {
    if (!PageTableEntry.isPresent(entry) || PageTableEntry.isGranted(entry)) {
      return;
    }
    long frame = PageTableEntry.frame(entry);
    if (PageTableEntry.isWritable(entry)) {
      frames.putAs(frame);
    } else {
      frames.put(frame);
    }
  }
}
