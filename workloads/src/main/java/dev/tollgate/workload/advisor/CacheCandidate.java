package dev.tollgate.workload.advisor;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;

/**
 * A call site whose objects could come from a cache of their own instead of kmalloc's classes.
 *
 * @param site the call site as the trace prints it
 * @param objectBytes bytes an object of such a cache would take: the largest request, rounded up to
 *     the alignment
 * @param sizes different sizes that the call site asks for
 * @param demand objects of the call site: allocations, at the peak, and on average; {@link
 *     SizeDemand#bytes} is the largest request
 * @param saved bytes inside objects that a cache would save, at the peak, on average or in total;
 *     negative if some requests are so much smaller than the largest that it would cost. What the
 *     cache itself takes for its descriptors and a last slab half full is not in it
 */
public record CacheCandidate(
    String site, long objectBytes, int sizes, SizeDemand demand, long saved) {

  /**
   * The call sites that would save anything, those that would save most first; requests above the
   * largest class are left out, whole pages serve them.
   *
   * @param classes the classes that serve them now
   * @param alignment least alignment in bytes, a power of two
   */
  public static ImmutableList<CacheCandidate> of(
      KmallocDemand demand, SizeClasses classes, Weight weight, int alignment) {
    return demand.sites().stream()
        .filter(site -> !site.site().equals(KmallocDemand.NO_SITE))
        .filter(site -> classes.classFor(site.largest()) > 0)
        .map(site -> of(site, classes, weight, alignment))
        .filter(candidate -> candidate.saved > 0)
        .sorted(
            Comparator.comparingLong(CacheCandidate::saved)
                .reversed()
                .thenComparing(CacheCandidate::site))
        .collect(ImmutableList.toImmutableList());
  }

  private static CacheCandidate of(
      SiteDemand site, SizeClasses classes, Weight weight, int alignment) {
    long slot = (site.largest() + alignment - 1) / alignment * alignment;
    slot = Math.max(slot, SizeClasses.SMALLEST);
    SizeDemand all = new SizeDemand(site.largest(), 0, 0, 0);
    for (SizeDemand size : site.sizes()) {
      all = all.plus(size);
    }
    return new CacheCandidate(
        site.site(), slot, site.sizes().size(), all, savedBy(site, classes, slot, weight));
  }

  /** Bytes that objects of {@code slot} bytes would save a call site, none of them too large. */
  static long savedBy(SiteDemand site, SizeClasses classes, long slot, Weight weight) {
    long saved = 0;
    for (SizeDemand size : site.sizes()) {
      saved += size.weight(weight) * (classes.classFor(size.bytes()) - slot);
    }
    return weight == Weight.MEAN ? saved / SizeDemand.THOUSANDTHS : saved;
  }
}
