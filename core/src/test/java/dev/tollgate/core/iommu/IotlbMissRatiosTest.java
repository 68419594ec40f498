package dev.tollgate.core.iommu;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replays I/O pages of real traces and holds the misses to those an independent simulator counted.
 */
class IotlbMissRatiosTest {

  private static final long[] PAGES =
      Resources.lines("iotlb/iova-first.txt.gz").stream().mapToLong(Long::parseLong).toArray();

  static Stream<String> rows() {
    return Resources.lines("iotlb/miss-ratios.csv").stream().skip(1);
  }

  @Test
  void thereAreRowsOfOneAndOfManyPassesForEachPolicy() {
    assertThat(rows()).hasSize(56);
    assertThat(rows().map(row -> row.split(",")[1]).distinct())
        .containsExactly("lru", "fifo", "clock", "direct");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void missesAsOftenAsTheIndependentSimulator(String row) {
    List<String> fields = Splitter.on(',').splitToList(row);
    ImmutableList<Integer> numbers =
        Stream.of(2, 4, 5, 6)
            .map(field -> Integer.parseInt(fields.get(field)))
            .collect(ImmutableList.toImmutableList());
    int ways = fields.get(3).equals("full") ? IotlbGeometry.FULL : Integer.parseInt(fields.get(3));
    Iotlb iotlb =
        new Iotlb(
            new IotlbGeometry(numbers.get(0), ways, replacement(fields.get(1))),
            0,
            IotlbListener.NONE);

    for (int pass = 0; pass < numbers.get(1); pass++) {
      replay(iotlb);
    }

    assertThat(iotlb.hits() + iotlb.misses()).isEqualTo(numbers.get(2).longValue());
    assertThat(iotlb.misses()).isEqualTo(numbers.get(3).longValue());
    assertThat(iotlb.evictions()).isEqualTo(iotlb.fills() - iotlb.size());
  }

  private static Replacement replacement(String policy) {
    return policy.equals("direct")
        ? Replacement.LRU
        : Replacement.valueOf(policy.toUpperCase(Locale.ROOT));
  }

  private static void replay(Iotlb iotlb) {
    for (long page : PAGES) {
      long value = iotlb.lookup(0, page);
      if (value == Iotlb.MISS) {
        iotlb.fill(0, page, page << 12);
      } else if (value != page << 12) {
        throw new AssertionError("page " + page + " has the entry " + value);
      }
    }
  }
}
