package dev.tollgate.core.allocator;

import com.google.common.collect.ImmutableList;

/**
 * The versions of the text of /proc/slabinfo, byte for byte.
 *
 * <p>Sources: Linux 6.1 mm/slab_common.c (2.1), 2.6.9 mm/slab.c (2.0), 2.4 mm/slab.c and
 * slabinfo(5) (1.1).
 */
public enum SlabInfoFormat {
  /** Linux 2.2 and 2.4. */
  V1_1("1.1") {
    @Override
    void line(StringBuilder text, SlabInfo cache, boolean statistics, boolean smp) {
      Columns.append(
          text,
          "%-17s %6d %6d %6d %4d %4d %4d",
          cache.name(),
          cache.activeObjects(),
          cache.objects(),
          cache.slotSize(),
          cache.activeSlabs(),
          cache.slabs(),
          cache.pagesPerSlab());
      SlabStatistics s = cache.statistics();
      if (statistics) {
        Columns.append(
            text,
            " : %6d %7d %5d %4d %4d",
            s.highMark(),
            s.allocations(),
            s.grown(),
            s.reaped(),
            s.errors());
      }
      if (smp) {
        Columns.append(text, " : %4d %4d", cache.limit(), cache.batchCount());
      }
      if (statistics && smp) {
        Columns.append(
            text,
            " : %6d %6d %6d %6d",
            s.allocationHits(),
            s.allocationMisses(),
            s.freeHits(),
            s.freeMisses());
      }
    }

    /** The list begins at its head, the oldest cache. */
    @Override
    ImmutableList<SlabInfo> inOrder(ImmutableList<SlabInfo> newestFirst) {
      int last = newestFirst.size() - 1;
      return last < 1
          ? newestFirst
          : ImmutableList.<SlabInfo>builder()
              .add(newestFirst.get(last))
              .addAll(newestFirst.subList(0, last))
              .build();
    }
  },
  /** Linux 2.6; its heading swaps the names of limit and batchcount. */
  V2_0("2.0") {
    @Override
    void line(StringBuilder text, SlabInfo cache, boolean statistics, boolean smp) {
      lineOfVersion2(text, cache);
      if (statistics) {
        statisticsOfVersion2(text, cache.statistics());
      }
    }
  },
  /** Linux 2.6.12 and later. */
  V2_1("2.1") {
    @Override
    void line(StringBuilder text, SlabInfo cache, boolean statistics, boolean smp) {
      lineOfVersion2(text, cache);
      if (statistics) {
        statisticsOfVersion2(text, cache.statistics());
      }
    }
  };

  private final String version;

  SlabInfoFormat(String version) {
    this.version = version;
  }

  /**
   * The whole text.
   *
   * @param caches the newest first, as all versions list them, but 1.1 begins with the oldest
   * @param statistics whether to add what a kernel that keeps statistics shows
   * @param smp whether version 1.1 shows the queues of CPUs; later versions always do
   */
  public String text(ImmutableList<SlabInfo> caches, boolean statistics, boolean smp) {
    StringBuilder text = new StringBuilder(1 << 14);
    text.append("slabinfo - version: ").append(version);
    text.append(statistics ? " (statistics)" : "");
    text.append(this == V1_1 && smp ? " (SMP)\n" : "\n");
    if (this != V1_1) {
      heading(text, statistics);
    }
    for (SlabInfo cache : inOrder(caches)) {
      line(text, cache, statistics, smp);
      text.append('\n');
    }
    return text.toString();
  }

  /** The version's number. */
  public String version() {
    return version;
  }

  abstract void line(StringBuilder text, SlabInfo cache, boolean statistics, boolean smp);

  ImmutableList<SlabInfo> inOrder(ImmutableList<SlabInfo> newestFirst) {
    return newestFirst;
  }

  private void heading(StringBuilder text, boolean statistics) {
    text.append("# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab>");
    text.append(
        this == V2_0
            ? " : tunables <batchcount> <limit> <sharedfactor>"
            : " : tunables <limit> <batchcount> <sharedfactor>");
    text.append(" : slabdata <active_slabs> <num_slabs> <sharedavail>");
    if (statistics) {
      text.append(" : globalstat <listallocs> <maxobjs> <grown> <reaped> <error> <maxfreeable>");
      text.append(this == V2_0 ? " <freelimit>" : " <nodeallocs> <remotefrees> <alienoverflow>");
      text.append(" : cpustat <allochit> <allocmiss> <freehit> <freemiss>");
    }
    text.append('\n');
  }

  private static void lineOfVersion2(StringBuilder text, SlabInfo cache) {
    Columns.append(
        text,
        "%-17s %6d %6d %6d %4d %4d",
        cache.name(),
        cache.activeObjects(),
        cache.objects(),
        cache.slotSize(),
        cache.objectsPerSlab(),
        cache.pagesPerSlab());
    Columns.append(
        text, " : tunables %4d %4d %4d", cache.limit(), cache.batchCount(), cache.sharedFactor());
    Columns.append(
        text,
        " : slabdata %6d %6d %6d",
        cache.activeSlabs(),
        cache.slabs(),
        cache.sharedAvailable());
  }

  void statisticsOfVersion2(StringBuilder text, SlabStatistics s) {
    Columns.append(
        text,
        " : globalstat %7d %6d %5d %4d %4d %4d",
        s.allocations(),
        s.highMark(),
        s.grown(),
        s.reaped(),
        s.errors(),
        s.mostFreeable());
    if (this == V2_0) {
      Columns.append(text, " %4d", s.freeLimit());
    } else {
      Columns.append(text, " %4d %4d %4d", s.nodeAllocations(), s.nodeFrees(), s.alienOverflow());
    }
    Columns.append(
        text,
        " : cpustat %6d %6d %6d %6d",
        s.allocationHits(),
        s.allocationMisses(),
        s.freeHits(),
        s.freeMisses());
  }
}
