package dev.tollgate.core.allocator;

import dev.tollgate.core.machine.AddressTable;
import java.util.Arrays;

/** Every live allocation by address: whose it is, its bytes, since when, and from which CPU. */
final class LiveAllocations {

  /** No such allocation. */
  static final int NONE = AddressTable.NONE;

  private final AddressTable byAddress = new AddressTable();
  private int[] uses = new int[1 << 8];
  private int[] cpus = new int[1 << 8];
  private long[] requested = new long[1 << 8];
  private long[] allocated = new long[1 << 8];
  private long[] since = new long[1 << 8];
  private boolean[] live = new boolean[1 << 8];
  private int[] vacant = new int[1 << 8];
  private int vacantCount;
  private int used;

  /** How many there are. */
  int count() {
    return byAddress.size();
  }

  /** Entries 0 to this less 1 may be live. */
  int end() {
    return used;
  }

  /** The entry of the allocation at an address, or {@link #NONE}. */
  int at(long address) {
    return byAddress.get(address);
  }

  /** Adds an allocation at an address that has none. */
  void add(long address, int use, long askedBytes, long takenBytes, long now, int cpu) {
    int entry = vacantCount > 0 ? vacant[--vacantCount] : used++;
    if (entry == uses.length) {
      widen();
    }
    uses[entry] = use;
    cpus[entry] = cpu;
    requested[entry] = askedBytes;
    allocated[entry] = takenBytes;
    since[entry] = now;
    live[entry] = true;
    byAddress.put(address, entry);
  }

  /** Ends the allocation at an address; its entry can be read until the next is added. */
  int remove(long address) {
    int entry = byAddress.remove(address);
    if (entry != NONE) {
      live[entry] = false;
      vacant[vacantCount++] = entry;
    }
    return entry;
  }

  boolean isLive(int entry) {
    return live[entry];
  }

  /** The number of its owner's running counts. */
  int use(int entry) {
    return uses[entry];
  }

  int cpu(int entry) {
    return cpus[entry];
  }

  long requested(int entry) {
    return requested[entry];
  }

  long allocated(int entry) {
    return allocated[entry];
  }

  /** When it was made, in picoseconds. */
  long since(int entry) {
    return since[entry];
  }

  private void widen() {
    int wider = 2 * uses.length;
    uses = Arrays.copyOf(uses, wider);
    cpus = Arrays.copyOf(cpus, wider);
    requested = Arrays.copyOf(requested, wider);
    allocated = Arrays.copyOf(allocated, wider);
    since = Arrays.copyOf(since, wider);
    live = Arrays.copyOf(live, wider);
    vacant = Arrays.copyOf(vacant, wider);
  }
}
