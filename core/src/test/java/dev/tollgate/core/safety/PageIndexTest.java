package dev.tollgate.core.safety;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageIndexTest {

  @Test
  void whatWasPutIsFoundUntilItIsTakenAway() {
    PageIndex<String> index = new PageIndex<>();
    index.put(1_000_000, "far");
    index.put(3, "near");

    assertThat(index.get(1_000_000)).isEqualTo("far");
    assertThat(index.get(3)).isEqualTo("near");
    assertThat(index.get(1_000_000 - 512)).isNull();
    assertThat(index.get(1_000_001)).isNull();
    assertThat(index.get(4)).isNull();
    assertThat(index.get(1L << 40)).isNull();
    index.put(3, null);
    assertThat(index.get(3)).isNull();
  }

  @Test
  void pagesOfAnyNumberAreFoundHoweverFarUp() {
    PageIndex<Long> index = new PageIndex<>();
    long[] pages = {0, PageIndex.FAR - 1, PageIndex.FAR, 1L << 40, Long.MAX_VALUE, -1};
    for (long page : pages) {
      assertThat(index.get(page)).isNull();
      index.put(page, page);
    }

    for (long page : pages) {
      assertThat(index.get(page)).isEqualTo(page);
    }
    index.put(1L << 40, null);
    assertThat(index.get(1L << 40)).isNull();
    assertThat(index.get(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }
}
