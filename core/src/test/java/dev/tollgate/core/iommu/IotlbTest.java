package dev.tollgate.core.iommu;

import static dev.tollgate.core.iommu.Iotlb.MAX_DOMAIN;
import static dev.tollgate.core.iommu.Iotlb.MAX_IO_PAGE;
import static dev.tollgate.core.iommu.Iotlb.MISS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IotlbTest {

  private static Iotlb full(int entries, Replacement replacement) {
    return new Iotlb(IotlbGeometry.fullyAssociative(entries, replacement), 0, IotlbListener.NONE);
  }

  private static List<Long> pagesOf(Iotlb iotlb) {
    List<Long> pages = new ArrayList<>();
    iotlb.forEach((domain, page, value) -> pages.add(page));
    return pages;
  }

  private static void fill(Iotlb iotlb, long... pages) {
    for (long page : pages) {
      iotlb.fill(0, page, page);
    }
  }

  @Test
  void lruKeepsWhatWasUsedLast() {
    Iotlb iotlb = full(3, Replacement.LRU);
    fill(iotlb, 1, 2, 3);
    iotlb.lookup(0, 1);
    fill(iotlb, 4);

    assertThat(pagesOf(iotlb)).containsExactlyInAnyOrder(1L, 3L, 4L);
  }

  @Test
  void fifoIgnoresHits() {
    Iotlb iotlb = full(3, Replacement.FIFO);
    fill(iotlb, 1, 2, 3);
    iotlb.lookup(0, 1);
    fill(iotlb, 4);

    assertThat(pagesOf(iotlb)).containsExactlyInAnyOrder(2L, 3L, 4L);
  }

  @Test
  void clockGivesAHitEntryOneMoreRound() {
    Iotlb iotlb = full(3, Replacement.CLOCK);
    fill(iotlb, 1, 2, 3);
    iotlb.lookup(0, 1);
    fill(iotlb, 4);
    assertThat(pagesOf(iotlb)).containsExactlyInAnyOrder(1L, 3L, 4L);

    fill(iotlb, 5, 6);
    assertThat(pagesOf(iotlb)).containsExactlyInAnyOrder(4L, 5L, 6L);
  }

  @Test
  void plruFollowsTheNodesAwayFromTheLastUse() {
    Iotlb iotlb = full(4, Replacement.PLRU);
    fill(iotlb, 1, 2, 3, 4);
    iotlb.lookup(0, 1);
    iotlb.lookup(0, 3);
    fill(iotlb, 5);

    assertThat(pagesOf(iotlb)).as("way 1: LRU would be way 1 too").containsExactly(1L, 5L, 3L, 4L);
    fill(iotlb, 6);
    assertThat(pagesOf(iotlb)).as("way 3").containsExactly(1L, 5L, 3L, 6L);
    fill(iotlb, 7);
    assertThat(pagesOf(iotlb)).as("way 0, as way 1 was filled last").startsWith(7L);
  }

  @Test
  void randomReplacementRepeatsWithItsSeedOnly() {
    List<List<Long>> held = new ArrayList<>();
    for (long seed : new long[] {1, 1, 2}) {
      Iotlb iotlb =
          new Iotlb(
              IotlbGeometry.fullyAssociative(16, Replacement.RANDOM), seed, IotlbListener.NONE);
      for (long page = 0; page < 200; page++) {
        fill(iotlb, page);
      }
      held.add(pagesOf(iotlb));
    }

    assertThat(held.get(1)).isEqualTo(held.get(0));
    assertThat(held.get(2)).isNotEqualTo(held.get(0));
  }

  @Test
  void aPageGoesToTheSetOfItsNumberWhateverItsDomain() {
    Iotlb iotlb = new Iotlb(IotlbGeometry.directMapped(3), 0, IotlbListener.NONE);
    iotlb.fill(0, 4, 40);
    iotlb.fill(1, 6, 60);
    iotlb.fill(2, 7, 70);

    assertThat(iotlb.peek(0, 4)).as("7 mod 3 = 4 mod 3").isEqualTo(MISS);
    assertThat(iotlb.peek(1, 6)).isEqualTo(60);
    assertThat(iotlb.peek(2, 7)).isEqualTo(70);
    assertThat(iotlb.evictions()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 64})
  void domainsDoNotShareTranslations(int entries) {
    Iotlb iotlb = full(entries, Replacement.LRU);
    iotlb.fill(1, 5, 51);
    iotlb.fill(2, 5, 52);

    assertThat(iotlb.lookup(1, 5)).isEqualTo(51);
    assertThat(iotlb.lookup(2, 5)).isEqualTo(52);
    assertThat(iotlb.lookup(0, 5)).isEqualTo(MISS);
    assertThat(iotlb.invalidateDomain(1)).isEqualTo(1);
    assertThat(iotlb.peek(2, 5)).isEqualTo(52);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 64})
  void holdsTheLargestNumbersAndMissesLargerOnes(int entries) {
    Iotlb iotlb = full(entries, Replacement.LRU);
    iotlb.fill(MAX_DOMAIN, MAX_IO_PAGE, -1);

    assertThat(iotlb.lookup(MAX_DOMAIN, MAX_IO_PAGE)).isEqualTo(-1);
    assertThat(iotlb.lookup(MAX_DOMAIN, MAX_IO_PAGE + 1)).isEqualTo(MISS);
    assertThat(iotlb.lookup(MAX_DOMAIN + 1, MAX_IO_PAGE)).isEqualTo(MISS);
    assertThat(iotlb.lookup(-1, MAX_IO_PAGE)).isEqualTo(MISS);
    assertThat(iotlb.lookup(0, -1)).isEqualTo(MISS);
    assertThat(iotlb.lookup(0, Long.MIN_VALUE)).isEqualTo(MISS);
    assertThat(iotlb.misses()).isEqualTo(5);
    assertThat(iotlb.invalidate(MAX_DOMAIN, MAX_IO_PAGE, Long.MAX_VALUE)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"65536, 0, 0", "-1, 0, 0", "0, 140737488355328, 0", "0, -1, 0"})
  void refusesToHoldWhatItCannot(int domain, long page, long value) {
    Iotlb iotlb = full(4, Replacement.LRU);
    iotlb.lookup(domain, page);

    assertThatIllegalArgumentException().isThrownBy(() -> iotlb.fill(domain, page, value));
    assertThat(iotlb.size()).isZero();
  }

  @Test
  void refusesTheValueThatMeansAMiss() {
    Iotlb iotlb = full(4, Replacement.LRU);

    assertThatIllegalArgumentException().isThrownBy(() -> iotlb.fill(0, 1, MISS));
    assertThat(iotlb.size()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Replacement.class)
  void withoutEntriesEveryLookupMisses(Replacement replacement) {
    Iotlb iotlb = full(0, replacement);
    for (int i = 0; i < 3; i++) {
      assertThat(iotlb.lookup(0, 7)).isEqualTo(MISS);
      iotlb.fill(0, 7, 70);
    }

    assertThat(iotlb.misses()).isEqualTo(3);
    assertThat(iotlb.fills()).isZero();
    assertThat(iotlb.invalidateAll() + iotlb.invalidate(0, 7, 1)).isZero();
  }

  @Test
  void aPageFilledAgainHasTheNewValueAndItsOldPlace() {
    Iotlb iotlb = full(2, Replacement.LRU);
    fill(iotlb, 1, 2);
    iotlb.fill(0, 1, 99);
    assertThat(iotlb.peek(0, 1)).isEqualTo(99);
    assertThat(iotlb.size()).isEqualTo(2);

    fill(iotlb, 3);
    assertThat(iotlb.peek(0, 1)).as("was still the oldest").isEqualTo(MISS);
    assertThat(iotlb.fills()).isEqualTo(4);
  }

  @Test
  void fillingTwiceAfterOneMissLeavesOneEntry() {
    Iotlb iotlb = full(4, Replacement.LRU);
    iotlb.lookup(0, 1);
    fill(iotlb, 1, 1);

    assertThat(iotlb.size()).isEqualTo(1);
    assertThat(iotlb.invalidate(0, 1, 1)).isEqualTo(1);
    assertThat(iotlb.peek(0, 1)).isEqualTo(MISS);
  }

  @Test
  void peekNeitherCountsNorRemembers() {
    Iotlb iotlb = full(2, Replacement.LRU);
    fill(iotlb, 1, 2);
    assertThat(iotlb.peek(0, 1)).isEqualTo(1);
    assertThat(iotlb.peek(0, 9)).isEqualTo(MISS);
    fill(iotlb, 3);

    assertThat(iotlb.peek(0, 1)).isEqualTo(MISS);
    assertThat(iotlb.hits() + iotlb.misses()).isZero();
  }

  @Test
  void listenersHearOfFillsAndOfEvictionsButNotOfInvalidations() {
    List<String> heard = new ArrayList<>();
    IotlbListener listener =
        new IotlbListener() {
          @Override
          public void filled(int domain, long ioPage, long value) {
            heard.add("filled " + domain + " " + ioPage + " " + value);
          }

          @Override
          public void evicted(int domain, long ioPage) {
            heard.add("evicted " + domain + " " + ioPage);
          }
        };
    Iotlb iotlb = new Iotlb(IotlbGeometry.fullyAssociative(2, Replacement.FIFO), 0, listener);
    iotlb.fill(3, 1, 10);
    iotlb.fill(4, 2, 20);
    iotlb.fill(5, 6, 60);
    iotlb.invalidate(4, 2, 1);
    iotlb.invalidateAll();
    iotlb.fill(3, 1, 11);
    iotlb.fill(3, 1, 12);

    assertThat(heard)
        .containsExactly(
            "filled 3 1 10",
            "filled 4 2 20",
            "evicted 3 1",
            "filled 5 6 60",
            "filled 3 1 11",
            "filled 3 1 12");
  }

  @ParameterizedTest
  @CsvSource({"0, 100, 5", "2, 2, 2", "2, 0, 0", "-5, 7, 1", "5, 1, 1", "6, 50, 0", "-9, 9, 0"})
  void invalidatesExactlyTheRange(long first, long pages, int dropped) {
    Iotlb iotlb = full(16, Replacement.LRU);
    fill(iotlb, 1, 2, 3, 4, 5);

    assertThat(iotlb.invalidate(0, first, pages)).isEqualTo(dropped);
    assertThat(pagesOf(iotlb)).hasSize(5 - dropped).noneMatch(p -> p >= first && p < first + pages);
    assertThat(iotlb.invalidations()).isEqualTo(dropped);
    assertThat(iotlb.evictions()).isZero();
  }

  @Test
  void refusesARangeOfNegativeLength() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> full(4, Replacement.LRU).invalidate(0, 0, -1));
  }

  @ParameterizedTest
  @EnumSource(Replacement.class)
  void anEmptiedWayIsUsedBeforeAnythingGivesWay(Replacement replacement) {
    Iotlb iotlb = full(16, replacement);
    for (long page = 0; page < 16; page++) {
      fill(iotlb, page);
    }
    iotlb.invalidate(0, 5, 1);
    iotlb.invalidate(0, 9, 1);
    fill(iotlb, 100, 101);

    assertThat(iotlb.evictions()).isZero();
    assertThat(iotlb.peek(0, 100) + iotlb.peek(0, 101)).isEqualTo(201);
  }
}
