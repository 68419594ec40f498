package dev.tollgate.core.iommu;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A slow model of {@link Iotlb}: each set is a list, and a victim is searched for by the rule. */
final class SlowIotlb {

  /** A translation held. */
  static final class Entry {
    final int domain;
    final long page;
    final int way;
    long value;
    long lastUse;
    boolean referenced;

    Entry(int domain, long page, int way, long value, long now) {
      this.domain = domain;
      this.page = page;
      this.way = way;
      this.value = value;
      this.lastUse = now;
    }
  }

  /** One half of the ways below a node, and which half of it is to be replaced next. */
  private static final class Tree {
    final int ways;
    final @Nullable Tree lower;
    final @Nullable Tree upper;
    boolean pointsToUpper;

    Tree(int ways) {
      this.ways = ways;
      this.lower = ways > 1 ? new Tree(ways / 2) : null;
      this.upper = ways > 1 ? new Tree(ways / 2) : null;
    }

    void use(int way) {
      if (lower != null && upper != null) {
        boolean inUpper = way >= ways / 2;
        pointsToUpper = !inUpper;
        (inUpper ? upper : lower).use(inUpper ? way - ways / 2 : way);
      }
    }

    int victim() {
      if (lower == null || upper == null) {
        return 0;
      }
      return pointsToUpper ? ways / 2 + upper.victim() : lower.victim();
    }
  }

  private final IotlbGeometry geometry;
  private final SplittableRandom random;
  private final List<List<Entry>> sets = new ArrayList<>();
  private final List<Tree> trees = new ArrayList<>();
  final List<String> events = new ArrayList<>();
  private long now;

  SlowIotlb(IotlbGeometry geometry, long seed) {
    this.geometry = geometry;
    this.random = new SplittableRandom(seed);
    for (int set = 0; set < geometry.sets(); set++) {
      sets.add(new ArrayList<>());
      trees.add(new Tree(geometry.ways()));
    }
  }

  private int setOf(long page) {
    return (int) (page % geometry.sets());
  }

  @Nullable Entry find(int domain, long page) {
    return sets.get(setOf(page)).stream()
        .filter(entry -> entry.domain == domain && entry.page == page)
        .findFirst()
        .orElse(null);
  }

  long lookup(int domain, long page) {
    Entry entry = find(domain, page);
    if (entry == null) {
      return Iotlb.MISS;
    }
    entry.lastUse = ++now;
    entry.referenced = true;
    trees.get(setOf(page)).use(entry.way);
    return entry.value;
  }

  void fill(int domain, long page, long value) {
    Entry entry = find(domain, page);
    if (entry != null) {
      entry.value = value;
    } else {
      List<Entry> set = sets.get(setOf(page));
      if (set.size() == geometry.ways()) {
        Entry victim = victim(set, trees.get(setOf(page)));
        set.remove(victim);
        events.add("evicted " + victim.domain + " " + victim.page);
      }
      int way = 0;
      while (isTaken(set, way)) {
        way++;
      }
      set.add(new Entry(domain, page, way, value, ++now));
      trees.get(setOf(page)).use(way);
    }
    events.add("filled " + domain + " " + page + " " + value);
  }

  private static boolean isTaken(List<Entry> set, int way) {
    return set.stream().anyMatch(entry -> entry.way == way);
  }

  private Entry victim(List<Entry> set, Tree tree) {
    return switch (geometry.replacement()) {
      case LRU -> leastRecentlyUsed(set);
      case FIFO -> set.get(0);
      case CLOCK -> firstUnreferenced(set);
      case RANDOM -> atWay(set, (int) (((random.nextLong() >>> 32) * geometry.ways()) >>> 32));
      case PLRU -> atWay(set, tree.victim());
    };
  }

  private static Entry leastRecentlyUsed(List<Entry> set) {
    Entry oldest = set.get(0);
    for (Entry entry : set) {
      if (entry.lastUse < oldest.lastUse) {
        oldest = entry;
      }
    }
    return oldest;
  }

  private static Entry firstUnreferenced(List<Entry> set) {
    while (set.get(0).referenced) {
      Entry second = set.remove(0);
      second.referenced = false;
      set.add(second);
    }
    return set.get(0);
  }

  private static Entry atWay(List<Entry> set, int way) {
    return set.stream().filter(entry -> entry.way == way).findFirst().orElseThrow();
  }

  int remove(Predicate<Entry> which) {
    int before = size();
    sets.forEach(set -> set.removeIf(which));
    return before - size();
  }

  int size() {
    return sets.stream().mapToInt(List::size).sum();
  }

  List<String> entries() {
    return sets.stream()
        .flatMap(List::stream)
        .map(entry -> entry.domain + " " + entry.page + " " + entry.value)
        .toList();
  }
}
