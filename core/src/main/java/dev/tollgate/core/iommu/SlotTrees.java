package dev.tollgate.core.iommu;

/**
 * One tree of pointers for each set of an {@link Iotlb}, as tree pseudo-LRU replacement keeps it:
 * node 1 is the root, nodes 2n and 2n + 1 are the halves below node n.
 */
final class SlotTrees {

  private final int wayShift;
  private final boolean[] upperHalf;

  /** Makes trees over {@code 1 << wayShift} ways for each slot in turn, pointing at way 0. */
  SlotTrees(int slots, int wayShift) {
    this.wayShift = wayShift;
    this.upperHalf = new boolean[slots];
  }

  /** Turns all nodes above a slot away from it. */
  void touch(int slot) {
    int base = (slot >>> wayShift) << wayShift;
    int node = 1;
    for (int level = wayShift - 1; level >= 0; level--) {
      int half = (slot >>> level) & 1;
      upperHalf[base + node] = half == 0;
      node = 2 * node + half;
    }
  }

  /** Slot that the nodes of a set lead to. */
  int victim(int set) {
    int base = set << wayShift;
    int node = 1;
    for (int level = 0; level < wayShift; level++) {
      node = 2 * node + (upperHalf[base + node] ? 1 : 0);
    }
    return base + node - (1 << wayShift);
  }
}
