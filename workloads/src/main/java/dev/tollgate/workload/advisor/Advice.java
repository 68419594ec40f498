package dev.tollgate.workload.advisor;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;

/**
 * Everything that can be told from a trace's requests alone.
 *
 * @param demand what was asked for
 * @param weight how much each request counted in the search for the best
 * @param alignment least alignment in bytes that was assumed
 * @param sets the kernel's classes, then the best of each number
 * @param alignments the kernel's classes at each least alignment
 * @param candidates call sites that would save by a cache of their own, the best first
 */
public record Advice(
    KmallocDemand demand,
    Weight weight,
    int alignment,
    ImmutableList<ClassSet> sets,
    ImmutableList<ClassSet> alignments,
    ImmutableList<CacheCandidate> candidates) {

  /**
   * Reads a trace and works on it.
   *
   * @param alignment least alignment in bytes, a power of two from 8 to 128
   * @throws dev.tollgate.core.error.BadInputException if it is no trace, or holds no kmalloc
   */
  public static Advice of(Path trace, Weight weight, int alignment) {
    KmallocDemand demand = KmallocDemand.of(trace);
    ImmutableList<SizeDemand> sizes = demand.sizes();
    return new Advice(
        demand,
        weight,
        alignment,
        ClassSet.best(sizes, weight, alignment),
        ClassSet.byAlignment(sizes),
        CacheCandidate.of(demand, SizeClasses.slab(alignment), weight, alignment));
  }

  /** Bytes asked for by requests that classes serve, by the weight. */
  public long requested() {
    long requested = 0;
    for (SizeDemand size : demand.sizes()) {
      if (size.bytes() <= SizeClasses.LARGEST) {
        requested += size.weight(weight) * size.bytes();
      }
    }
    return weight == Weight.MEAN ? requested / SizeDemand.THOUSANDTHS : requested;
  }
}
