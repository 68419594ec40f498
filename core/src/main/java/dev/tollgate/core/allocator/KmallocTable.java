package dev.tollgate.core.allocator;

import dev.tollgate.core.machine.AddressTable;
import java.util.Arrays;
import java.util.Locale;

/**
 * The books of /proc/kmalloc, the footprint tool of Linux-tiny (Mackall, "Linux-tiny And Directions
 * For Small Systems", OLS 2004, section 3.3 and Table 5), with its tables, its losses and, if
 * wanted, its defects.
 *
 * <p>Callers and live allocations lie in two open hash tables of fixed size. An address divided by
 * the table's size, modulo that size, is the slot where the search for it begins; it goes on slot
 * by slot. A caller that finds no slot is lost with its allocation, an allocation that finds none
 * is lost to later frees; the sums at the top are right all the same. Total and slack only ever
 * grow, net is what is live.
 */
final class KmallocTable {

  /** What the kernel calls the address of nothing: what a failed kmalloc returns. */
  static final long NULL = 0;

  private static final long UNSIGNED = 0xffff_ffffL;
  private static final long NOBODY = 0;
  private static final int EMPTY = 0;

  /** Not a kernel address: in entries that hold nothing, unless they are to look like NULL. */
  private static final long VACANT = -1;

  private final KmallocForm form;
  private final int callerBias;

  private final long[] callers;
  private final int[] sites;
  private final long[] totals;
  private final long[] nets;
  private final long[] slacks;
  private final long[] allocations;
  private final long[] frees;

  /** Per entry the slot of the caller and the address. */
  private final int[] entryCallers;

  private final long[] entryAddresses;
  private int entriesInUse;

  /** How many entries hold an address: spares the search for one that none has. */
  private final AddressTable entriesOf = new AddressTable();

  private long total;
  private long net;
  private long slack;
  private long allocationCount;
  private long freeCount;
  private long callerCount;
  private long lostCallers;
  private long lostAllocations;
  private long unknownFrees;

  KmallocTable(KmallocForm form) {
    this.form = form;
    this.callerBias = form.callerZero() ? 0 : 1;
    callers = new long[form.callers()];
    sites = new int[form.callers()];
    totals = new long[form.callers()];
    nets = new long[form.callers()];
    slacks = new long[form.callers()];
    allocations = new long[form.callers()];
    frees = new long[form.callers()];
    entryCallers = new int[form.allocations()];
    entryAddresses = new long[form.allocations()];
    long nothing = form.freedEntriesStay() ? NULL : VACANT;
    Arrays.fill(entryAddresses, nothing);
    entriesOf.put(nothing, form.allocations());
  }

  /**
   * Books an allocation.
   *
   * @param site number of the caller, for its name
   * @param caller its address, not 0
   * @param address what it got, as the kernel's pointer
   * @param bytes what that takes
   * @param requested bytes asked for
   */
  void allocated(int site, long caller, long address, long bytes, long requested) {
    total += bytes;
    net += bytes;
    slack += bytes - requested;
    allocationCount++;
    int slot = callerSlot(caller);
    if (slot < 0) {
      lostCallers++;
      lostAllocations++;
      return;
    }
    if (callers[slot] == NOBODY) {
      callers[slot] = caller;
      sites[slot] = site;
      callerCount++;
    }
    totals[slot] += bytes;
    nets[slot] += bytes;
    slacks[slot] += bytes - requested;
    allocations[slot]++;
    if (entriesInUse == entryCallers.length) {
      lostAllocations++;
      return;
    }
    int entry = start(address, entryCallers.length);
    while (entryCallers[entry] != EMPTY) {
      entry = next(entry, entryCallers.length);
    }
    write(entry, slot + callerBias, address);
  }

  /** Books a free of an address; {@link #NULL} is one too. */
  void freed(long address, long bytes) {
    if (address == NULL && !form.freedEntriesStay()) {
      return;
    }
    net -= bytes;
    freeCount++;
    if (entriesOf.get(address) <= 0) {
      unknownFrees++;
      return;
    }
    int entry = start(address, entryCallers.length);
    while (entryAddresses[entry] != address) {
      entry = next(entry, entryCallers.length);
    }
    int caller = entryCallers[entry] - callerBias;
    write(entry, EMPTY, form.freedEntriesStay() ? address : VACANT);
    if (caller < 0) {
      unknownFrees++;
      return;
    }
    nets[caller] -= bytes;
    frees[caller]++;
  }

  private void write(int entry, int caller, long address) {
    entriesInUse += (caller == EMPTY ? 0 : 1) - (entryCallers[entry] == EMPTY ? 0 : 1);
    entryCallers[entry] = caller;
    long before = entryAddresses[entry];
    if (before != address) {
      entryAddresses[entry] = address;
      entriesOf.put(before, entriesOf.get(before) - 1);
      if (entriesOf.get(before) == 0) {
        entriesOf.remove(before);
      }
      entriesOf.put(address, Math.max(0, entriesOf.get(address)) + 1);
    }
  }

  /** The slot of a caller, or the empty one for it, or -1 if all are others'. */
  private int callerSlot(long caller) {
    int slot = start(caller, callers.length);
    for (int looked = 0; looked < callers.length; looked++) {
      if (callers[slot] == NOBODY || callers[slot] == caller) {
        return slot;
      }
      slot = next(slot, callers.length);
    }
    return -1;
  }

  private static int start(long address, int size) {
    return (int) ((address & UNSIGNED) / size % size);
  }

  private static int next(int slot, int size) {
    return slot + 1 == size ? 0 : slot + 1;
  }

  /** The text of /proc/kmalloc, callers in the order of their slots. */
  String text(CallSites names) {
    StringBuilder text = new StringBuilder(1 << 12);
    heading(text, "total bytes allocated: ", total);
    heading(text, "slack bytes allocated: ", slack);
    heading(text, "net bytes allocated:   ", net);
    heading(text, "number of allocs:      ", allocationCount);
    heading(text, "number of frees:       ", freeCount);
    heading(text, "number of callers:     ", callerCount);
    heading(text, "lost callers:          ", lostCallers);
    heading(text, "lost allocs:           ", lostAllocations);
    heading(text, "unknown frees:         ", unknownFrees);
    text.append("\n   total    slack      net alloc/free  caller\n");
    for (int slot = 0; slot < callers.length; slot++) {
      if (callers[slot] != NOBODY) {
        text.append(
            String.format(
                Locale.ROOT,
                "%8d %8d %8d %5d/%-5d %s\n",
                figure(totals[slot]),
                figure(slacks[slot]),
                figure(nets[slot]),
                figure(allocations[slot]),
                figure(frees[slot]),
                names.site(sites[slot]).kernelText()));
      }
    }
    return text.toString();
  }

  private void heading(StringBuilder text, String label, long value) {
    text.append(label).append(String.format(Locale.ROOT, "%8d\n", figure(value)));
  }

  private long figure(long value) {
    return form.wrapping() ? (int) value : value;
  }
}
