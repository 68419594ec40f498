package dev.tollgate.hypervisor.xen.grant;

import org.jspecify.annotations.Nullable;

/**
 * The grants that one domain has mapped, by handle: finite, the handle given back last is given out
 * first.
 */
final class Maptrack {

  /** No handle is left. */
  static final int NONE = -1;

  private final @Nullable GrantTable[] tables;
  private final int[] references;
  private final byte[] flags;
  private final long[] busAddresses;
  private final int[] next;
  private int head;
  private int used;

  Maptrack(int size) {
    this.tables = new @Nullable GrantTable[size];
    this.references = new int[size];
    this.flags = new byte[size];
    this.busAddresses = new long[size];
    this.next = new int[size];
    for (int i = 0; i < size; i++) {
      next[i] = i + 1 < size ? i + 1 : NONE;
    }
    this.head = size > 0 ? 0 : NONE;
  }

  int size() {
    return flags.length;
  }

  int used() {
    return used;
  }

  boolean isEmpty() {
    return head == NONE;
  }

  /** Takes the next handle for a mapping; there must be one. */
  int add(GrantTable table, int reference, int mapFlags, long busAddress) {
    int handle = head;
    head = next[handle];
    tables[handle] = table;
    references[handle] = reference;
    flags[handle] = (byte) mapFlags;
    busAddresses[handle] = busAddress;
    used++;
    return handle;
  }

  /** The table whose grant is mapped, or null if nothing is. */
  @Nullable GrantTable table(long handle) {
    return handle >= 0 && handle < flags.length ? tables[(int) handle] : null;
  }

  int reference(int handle) {
    return references[handle];
  }

  int flags(int handle) {
    return flags[handle];
  }

  long busAddress(int handle) {
    return busAddresses[handle];
  }

  void setFlags(int handle, int mapFlags) {
    flags[handle] = (byte) mapFlags;
  }

  void remove(int handle) {
    tables[handle] = null;
    flags[handle] = 0;
    next[handle] = head;
    head = handle;
    used--;
  }
}
