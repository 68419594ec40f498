package dev.tollgate.allocator.slab;

/**
 * One slab: a block of frames cut into objects. The object is used again for another slab of the
 * same cache once its frames are given back.
 */
final class Slab {

  /** No free object holds the index: all objects are in use. */
  static final long NO_INDEX = -1;

  final SlabCache cache;

  /** Number of its first object among all objects of all slabs. */
  final int firstSlot;

  /** First frame. */
  long frame;

  /** Address of object 0. */
  long memory;

  /** Address of its index of free objects. */
  long index;

  /** Objects that are not in the index. */
  int active;

  /** Memory node it belongs to. */
  int node;

  Slab next;
  Slab previous;

  /** A slab on no list. */
  Slab(SlabCache cache, int firstSlot) {
    this.cache = cache;
    this.firstSlot = firstSlot;
    this.next = this;
    this.previous = this;
  }

  /** Takes the slab off the list it is on. */
  void unlink() {
    previous.next = next;
    next.previous = previous;
  }
}
