package dev.tollgate.core.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import org.junit.jupiter.api.Test;

/** The kernel's columns, blanks included. */
class SlabInfoFormatTest {

  private static final ImmutableList<SlabInfo> CACHES =
      ImmutableList.of(
          new SlabInfo(
              "ext3_inode_cache",
              515,
              749,
              552,
              7,
              1,
              54,
              27,
              8,
              107,
              107,
              3,
              new SlabStatistics(5, 4, 3, 2, 0, 1, 61, 6, 7, 8, 100, 9, 90, 10)));

  @Test
  void version2SaysLimitBeforeBatchCountWhateverItsHeadingSays() {
    String expected =
        """
        slabinfo - version: 2.0
        # name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables <batchcount> <limit> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>
        ext3_inode_cache     515    749    552    7    1 : tunables   54   27    8 : slabdata    107    107      3
        """;
    assertThat(SlabInfoFormat.V2_0.text(CACHES, false, true)).isEqualTo(expected);
    assertThat(SlabInfoFormat.V2_1.text(CACHES, false, true))
        .isEqualTo(
            expected.replace("2.0", "2.1").replace("<batchcount> <limit>", "<limit> <batchcount>"));
  }

  @Test
  void statisticsFollowTheSlabs() {
    assertThat(SlabInfoFormat.V2_1.text(CACHES, true, true).lines().skip(2))
        .containsExactly(
            "ext3_inode_cache     515    749    552    7    1 : tunables   54   27    8"
                + " : slabdata    107    107      3"
                + " : globalstat       5      4     3    2    0    1    6    7    8"
                + " : cpustat    100      9     90     10");
    assertThat(SlabInfoFormat.V2_0.text(CACHES, true, true))
        .startsWith("slabinfo - version: 2.0 (statistics)\n")
        .contains("<maxfreeable> <freelimit> : cpustat")
        .contains("    0    1   61 : cpustat    100");
  }

  @Test
  void version1HasSlabsBeforePagesAndQueuesOnlyOnSeveralCpus() {
    assertThat(SlabInfoFormat.V1_1.text(CACHES, false, false))
        .isEqualTo(
            """
            slabinfo - version: 1.1
            ext3_inode_cache     515    749    552  107  107    1
            """);
    assertThat(SlabInfoFormat.V1_1.text(CACHES, false, true))
        .isEqualTo(
            """
            slabinfo - version: 1.1 (SMP)
            ext3_inode_cache     515    749    552  107  107    1 :   54   27
            """);
  }

  @Test
  void version1HasStatisticsOfTheCacheBeforeTheQueuesAndThoseOfCpusBehindThem() {
    assertThat(SlabInfoFormat.V1_1.text(CACHES, true, false))
        .isEqualTo(
            """
            slabinfo - version: 1.1 (statistics)
            ext3_inode_cache     515    749    552  107  107    1 :      4       5     3    2    0
            """);
    assertThat(SlabInfoFormat.V1_1.text(CACHES, true, true))
        .isEqualTo(
            """
            slabinfo - version: 1.1 (statistics) (SMP)
            ext3_inode_cache     515    749    552  107  107    1 :      4       5     3    2    0\
             :   54   27 :    100      9     90     10
            """);
  }

  @Test
  void version1BeginsWithTheOldestCacheTheOthersEndWithIt() {
    SlabInfo cache = CACHES.get(0);
    ImmutableList<SlabInfo> three =
        ImmutableList.of(renamed(cache, "new"), renamed(cache, "old"), renamed(cache, "first"));
    assertThat(SlabInfoFormat.V1_1.text(three, false, false).lines().skip(1))
        .extracting(line -> line.substring(0, 5).strip())
        .containsExactly("first", "new", "old");
    assertThat(SlabInfoFormat.V2_0.text(three, false, false).lines().skip(2))
        .extracting(line -> line.substring(0, 5).strip())
        .containsExactly("new", "old", "first");
    assertThat(SlabInfoFormat.V1_1.text(ImmutableList.of(), false, false)).hasLineCount(1);
  }

  private static SlabInfo renamed(SlabInfo cache, String name) {
    return new SlabInfo(
        name,
        cache.activeObjects(),
        cache.objects(),
        cache.slotSize(),
        cache.objectsPerSlab(),
        cache.pagesPerSlab(),
        cache.limit(),
        cache.batchCount(),
        cache.sharedFactor(),
        cache.activeSlabs(),
        cache.slabs(),
        cache.sharedAvailable(),
        cache.statistics());
  }
}
