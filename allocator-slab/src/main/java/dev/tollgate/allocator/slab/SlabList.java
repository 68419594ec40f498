package dev.tollgate.allocator.slab;

/** A circular, doubly linked list of slabs. */
final class SlabList {

  private final Slab head;

  SlabList(SlabCache cache) {
    head = new Slab(cache, 0);
  }

  boolean isEmpty() {
    return head.next == head;
  }

  /** The first slab; of an empty list a slab that must not be used. */
  Slab first() {
    return head.next;
  }

  /** The last slab; of an empty list a slab that must not be used. */
  Slab last() {
    return head.previous;
  }

  /** Whether {@code slab} marks the end of a walk along {@link Slab#next}. */
  boolean isEnd(Slab slab) {
    return slab == head;
  }

  void addFirst(Slab slab) {
    insert(slab, head, head.next);
  }

  void addLast(Slab slab) {
    insert(slab, head.previous, head);
  }

  private static void insert(Slab slab, Slab before, Slab behind) {
    slab.previous = before;
    slab.next = behind;
    before.next = slab;
    behind.previous = slab;
  }
}
