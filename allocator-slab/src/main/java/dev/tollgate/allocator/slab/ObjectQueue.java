package dev.tollgate.allocator.slab;

/**
 * A stack of free objects kept ready outside their slabs: Linux's {@code struct array_cache}. Linux
 * does not keep these arrays in the memory that the allocator is measured by, nor does this.
 */
final class ObjectQueue {

  final int limit;
  final int batchCount;

  /** Addresses of the objects; the oldest first. */
  final long[] addresses;

  /** Their slots, at the same places. */
  final int[] slots;

  /** Objects in it. */
  int available;

  /** Whether it was used since the reaper last looked. */
  boolean touched;

  ObjectQueue(int limit, int batchCount) {
    this.limit = limit;
    this.batchCount = batchCount;
    // A cache's array may be filled with a batch when it is empty, so it needs room for either.
    this.addresses = new long[Math.max(limit, batchCount)];
    this.slots = new int[addresses.length];
  }

  void push(long address, int slot) {
    addresses[available] = address;
    slots[available++] = slot;
  }

  /**
   * Takes the newest objects of {@code from}, in their order.
   *
   * @param most how many at most
   * @return how many
   */
  int takeNewest(ObjectQueue from, int most) {
    int count = Math.min(Math.min(from.available, most), limit - available);
    from.available -= count;
    copy(from, from.available, count);
    return count;
  }

  /** Appends the {@code count} oldest objects of {@code from}, which keeps them. */
  void appendOldest(ObjectQueue from, int count) {
    copy(from, 0, count);
  }

  /** Forgets the {@code count} oldest. */
  void dropOldest(int count) {
    available -= count;
    System.arraycopy(addresses, count, addresses, 0, available);
    System.arraycopy(slots, count, slots, 0, available);
  }

  private void copy(ObjectQueue from, int start, int count) {
    System.arraycopy(from.addresses, start, addresses, available, count);
    System.arraycopy(from.slots, start, slots, available, count);
    available += count;
  }
}
