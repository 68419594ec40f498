package dev.tollgate.workload.advisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.collect.ImmutableList;
import org.junit.jupiter.api.Test;

class CacheCandidateTest {

  private static final SizeClasses SLAB = SizeClasses.slab(8);

  private static ImmutableList<CacheCandidate> candidates(Weight weight, SiteDemand... sites) {
    return CacheCandidate.of(
        new KmallocDemand(ImmutableList.copyOf(sites), 0, 1, 1, 0, 0, 0), SLAB, weight, 8);
  }

  private static SiteDemand site(String name, SizeDemand... sizes) {
    return new SiteDemand(name, ImmutableList.copyOf(sizes));
  }

  @Test
  void anObjectJustAboveAClassSavesNearlyHalf() {
    assertThat(candidates(Weight.PEAK, site("iova", new SizeDemand(1032, 500, 100, 20_000))))
        .containsExactly(
            new CacheCandidate(
                "iova", 1032, 1, new SizeDemand(1032, 500, 100, 20_000), 100 * (2048 - 1032)));
  }

  @Test
  void theWeightDecidesWhatIsSaved() {
    SiteDemand iova = site("iova", new SizeDemand(1032, 500, 100, 20_000));

    assertThat(candidates(Weight.MEAN, iova).get(0).saved()).isEqualTo(20 * (2048 - 1032));
    assertThat(candidates(Weight.TOTAL, iova).get(0).saved()).isEqualTo(500 * (2048 - 1032));
  }

  @Test
  void smallRequestsOfASiteTakeAsMuchAsItsLargest() {
    SizeDemand small = new SizeDemand(20, 10, 10, 0);
    SizeDemand large = new SizeDemand(300, 1, 1, 0);

    // 10 objects would grow from 32 to 304 bytes, one would shrink from 512.
    assertThat(candidates(Weight.PEAK, site("mixed", small, large))).isEmpty();
    assertThat(candidates(Weight.PEAK, site("mixed", new SizeDemand(20, 1, 0, 0), large)))
        .extracting(CacheCandidate::saved, CacheCandidate::sizes)
        .containsExactly(tuple(208L, 2));
  }

  @Test
  void exactFitsWholePagesAndUnknownSitesAreNone() {
    assertThat(
            candidates(
                Weight.PEAK,
                site("exact", new SizeDemand(64, 9, 9, 0)),
                site("pages", new SizeDemand(9000, 9, 9, 0)),
                site(KmallocDemand.NO_SITE, new SizeDemand(100, 9, 9, 0))))
        .isEmpty();
  }

  @Test
  void thoseThatSaveMostComeFirst() {
    assertThat(
            candidates(
                Weight.PEAK,
                site("b", new SizeDemand(40, 9, 1, 0)),
                site("a", new SizeDemand(40, 9, 1, 0)),
                site("c", new SizeDemand(40, 9, 2, 0))))
        .extracting(CacheCandidate::site)
        .containsExactly("c", "a", "b");
  }
}
