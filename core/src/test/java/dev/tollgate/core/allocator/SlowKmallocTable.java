package dev.tollgate.core.allocator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The books of /proc/kmalloc as one would keep them by hand: every search looks at every slot. */
final class SlowKmallocTable {

  private static final class Caller {
    long address;
    long total;
    long slack;
    long net;
    int allocations;
    int frees;
  }

  private static final class Entry {
    @Nullable Caller caller;
    long address;
    boolean holdsAddress;
  }

  private final KmallocForm form;
  private final List<Caller> callers = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private long total;
  private long slack;
  private long net;
  private long allocations;
  private long frees;
  private long lostCallers;
  private long lostAllocations;
  private long unknownFrees;

  SlowKmallocTable(KmallocForm form) {
    this.form = form;
    for (int i = 0; i < form.callers(); i++) {
      callers.add(new Caller());
    }
    for (int i = 0; i < form.allocations(); i++) {
      Entry entry = new Entry();
      entry.holdsAddress = form.freedEntriesStay();
      entries.add(entry);
    }
  }

  private boolean isEmpty(Entry entry) {
    return entry.caller == null || (form.callerZero() && entry.caller == callers.get(0));
  }

  void allocated(long caller, long address, long bytes, long requested) {
    total += bytes;
    slack += bytes - requested;
    net += bytes;
    allocations++;
    Caller own = null;
    for (int i = 0; i < form.callers() && own == null; i++) {
      Caller there = callers.get((int) ((caller / form.callers() + i) % form.callers()));
      own = there.address == 0 || there.address == caller ? there : null;
    }
    if (own == null) {
      lostCallers++;
      lostAllocations++;
      return;
    }
    own.address = caller;
    own.total += bytes;
    own.slack += bytes - requested;
    own.net += bytes;
    own.allocations++;
    for (int i = 0; i < form.allocations(); i++) {
      Entry entry = entries.get((int) ((address / form.allocations() + i) % form.allocations()));
      if (isEmpty(entry)) {
        entry.caller = own;
        entry.address = address;
        entry.holdsAddress = true;
        return;
      }
    }
    lostAllocations++;
  }

  void freed(long address, long bytes) {
    if (address == 0 && !form.freedEntriesStay()) {
      return;
    }
    net -= bytes;
    frees++;
    for (int i = 0; i < form.allocations(); i++) {
      Entry entry = entries.get((int) ((address / form.allocations() + i) % form.allocations()));
      if (entry.holdsAddress && entry.address == address) {
        Caller billed = entry.caller;
        if (billed == null && form.callerZero()) {
          billed = callers.get(0);
        }
        if (billed == null) {
          unknownFrees++;
        } else {
          billed.net -= bytes;
          billed.frees++;
        }
        entry.caller = null;
        entry.holdsAddress = form.freedEntriesStay();
        return;
      }
    }
    unknownFrees++;
  }

  List<Long> figures() {
    List<Long> figures =
        new ArrayList<>(
            List.of(
                total,
                slack,
                net,
                allocations,
                frees,
                callers.stream().filter(caller -> caller.address != 0).count(),
                lostCallers,
                lostAllocations,
                unknownFrees));
    for (Caller caller : callers) {
      if (caller.address != 0) {
        figures.addAll(
            List.of(
                caller.total,
                caller.slack,
                caller.net,
                (long) caller.allocations,
                (long) caller.frees,
                caller.address));
      }
    }
    return figures;
  }
}
