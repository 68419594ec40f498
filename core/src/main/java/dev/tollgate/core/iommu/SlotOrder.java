package dev.tollgate.core.iommu;

/**
 * What an {@link Iotlb} remembers to choose victims by: the state behind a {@link Replacement}.
 *
 * <p>One class for all rules, so that calls from the cache's hot path have one target.
 */
final class SlotOrder {

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private final Replacement replacement;
  private final int ways;
  private final int wayShift;
  private final SlotQueues queues;
  private final SlotTrees trees;
  private final boolean[] referenced;
  private final boolean isPlainQueue; // the common rules, told without the look at a switch's table
  private long random;

  /**
   * @param wayShift a set's first slot is the set's number shifted left by this
   */
  SlotOrder(IotlbGeometry geometry, int wayShift, long seed) {
    this.replacement = geometry.ways() == 1 ? Replacement.PLRU : geometry.replacement();
    this.ways = geometry.ways();
    this.wayShift = wayShift;
    int sets = geometry.sets();
    int slots = sets << wayShift;
    boolean tree = replacement == Replacement.PLRU;
    boolean queue = !tree && replacement != Replacement.RANDOM;
    this.trees = new SlotTrees(tree ? slots : 0, wayShift);
    this.queues = new SlotQueues(queue ? slots : 0, queue ? sets : 0);
    this.referenced = new boolean[replacement == Replacement.CLOCK ? slots : 0];
    this.random = seed;
    this.isPlainQueue = replacement == Replacement.LRU || replacement == Replacement.FIFO;
  }

  /** A look-up hit the slot. */
  void touched(int slot) {
    switch (replacement) {
      case LRU -> queues.moveToBack(slot, slot >>> wayShift);
      case CLOCK -> referenced[slot] = true;
      case PLRU -> trees.touch(slot);
      case FIFO, RANDOM -> {}
    }
  }

  /** The slot was filled. */
  void filled(int slot) {
    switch (replacement) {
      case LRU, FIFO -> queues.append(slot, slot >>> wayShift);
      case CLOCK -> {
        referenced[slot] = false;
        queues.append(slot, slot >>> wayShift);
      }
      case PLRU -> trees.touch(slot);
      case RANDOM -> {}
    }
  }

  /** The {@link #victim} was filled with another page without having been emptied. */
  void refilled(int slot) {
    if (isPlainQueue) {
      queues.moveToBack(slot, slot >>> wayShift);
    } else {
      emptied(slot);
      filled(slot);
    }
  }

  /** The slot was emptied. */
  void emptied(int slot) {
    switch (replacement) {
      case LRU, FIFO, CLOCK -> queues.remove(slot);
      case RANDOM, PLRU -> {}
    }
  }

  /** The slot of a full set that gives way. It still has to be {@link #refilled}. */
  int victim(int set) {
    if (isPlainQueue) {
      return queues.front(set);
    }
    return switch (replacement) {
      case LRU, FIFO -> queues.front(set);
      case CLOCK -> sweep(set);
      case RANDOM -> (set << wayShift) + draw();
      case PLRU -> trees.victim(set);
    };
  }

  private int sweep(int set) {
    int slot = queues.front(set);
    while (referenced[slot]) {
      referenced[slot] = false;
      queues.moveToBack(slot, set);
      slot = queues.front(set);
    }
    return slot;
  }

  /** A way: SplitMix64's next number (Steele, Lea and Flood 2014), scaled by multiplication. */
  private int draw() {
    random += GOLDEN_GAMMA;
    long mixed = (random ^ (random >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    mixed ^= mixed >>> 31;
    return (int) (((mixed >>> 32) * ways) >>> 32);
  }
}
