package dev.tollgate.workload.advisor;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.PhysicalMemory;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A piece of advice that a replay can try: settings, and what they are predicted to save against
 * Linux 6.1's SLAB with its own classes.
 *
 * @param name what is tried, in a few words
 * @param allocator name of the allocator
 * @param settings settings of the replay, as {@code path=value}
 * @param saved bytes less, in all that kmalloc holds at the peak: objects, headers, and whole pages
 *     for large requests; negative if it is more
 */
public record Trial(String name, String allocator, ImmutableList<String> settings, long saved) {

  /** Less than a page saved in objects is nothing: a cache has a last slab half full. */
  private static final long WORTH_A_CACHE = PhysicalMemory.FRAME_BYTES;

  private static final String SLAB = "slab";
  private static final String SLOB = "slob";

  /** What there is to try: first SLAB as it is, to compare with. */
  public static ImmutableList<Trial> of(Advice advice) {
    ImmutableList.Builder<Trial> trials = ImmutableList.builder();
    String align = ".min-align=" + advice.alignment() + "B";
    ImmutableList<String> base = ImmutableList.of("allocator.slab" + align);
    trials.add(new Trial("slab, Linux 6.1's classes", SLAB, base, 0));
    ClassSet kernel = advice.sets().get(0);
    ClassSet best = best(advice.sets());
    if (!best.equals(kernel)) {
      String classes =
          best.classes().sizes().asList().stream()
              .map(String::valueOf)
              .collect(Collectors.joining(","));
      trials.add(
          new Trial(
              "slab, " + best.name(),
              SLAB,
              with(base, "allocator.slab.classes=\"" + classes + "\""),
              kernel.atPeak() - best.atPeak()));
    }
    ImmutableList<CacheCandidate> worthy = worthy(advice);
    if (!worthy.isEmpty()) {
      String sites =
          worthy.stream()
              .map(candidate -> candidate.site() + "=" + candidate.objectBytes())
              .collect(Collectors.joining(","));
      trials.add(
          new Trial(
              worthy.size() == 1
                  ? "slab, 1 cache of its own"
                  : "slab, " + worthy.size() + " caches of their own",
              SLAB,
              with(base, "workload.allocations.own-caches=\"" + sites + "\""),
              savedByCaches(advice, worthy)));
    }
    trials.add(
        new Trial("slob", SLOB, ImmutableList.of("allocator.slob" + align), savedBySlob(advice)));
    return trials.build();
  }

  /** The best set of no more classes than the kernel has. */
  private static ClassSet best(List<ClassSet> sets) {
    int most = sets.get(0).classes().sizes().length();
    ClassSet best = sets.get(0);
    for (ClassSet set : sets) {
      best = set.classes().sizes().length() <= most ? set : best;
    }
    return best;
  }

  private static ImmutableList<String> with(List<String> settings, String more) {
    return ImmutableList.<String>builder().addAll(settings).add(more).build();
  }

  private static ImmutableList<CacheCandidate> worthy(Advice advice) {
    return advice.candidates().stream()
        .filter(candidate -> candidate.saved() >= WORTH_A_CACHE)
        .collect(ImmutableList.toImmutableList());
  }

  private static long savedByCaches(Advice advice, List<CacheCandidate> worthy) {
    SizeClasses classes = advice.sets().get(0).classes();
    long saved = 0;
    for (SiteDemand site : advice.demand().sites()) {
      for (CacheCandidate candidate : worthy) {
        if (candidate.site().equals(site.site())) {
          saved += CacheCandidate.savedBy(site, classes, candidate.objectBytes(), Weight.PEAK);
        }
      }
    }
    return saved;
  }

  /** SLOB rounds up to 2 bytes and puts a header before each kmalloc below about a page. */
  private static long savedBySlob(Advice advice) {
    SizeClasses classes = advice.sets().get(0).classes();
    long header = advice.alignment();
    long saved = 0;
    for (SizeDemand size : advice.demand().sizes()) {
      long bytes = size.bytes();
      long inSlab = classes.classFor(bytes) < 0 ? pages(bytes) : classes.classFor(bytes);
      boolean inHeap = bytes < PhysicalMemory.FRAME_BYTES - header;
      long inSlob = inHeap ? bytes + (bytes & 1) + header : pages(bytes);
      saved += size.heldAtPeak() * (inSlab - inSlob);
    }
    return saved;
  }

  /** Bytes of the block of pages that {@code bytes} bytes need. */
  private static long pages(long bytes) {
    long last = (bytes - 1) >>> PhysicalMemory.FRAME_SHIFT;
    return (long) PhysicalMemory.FRAME_BYTES << (Long.SIZE - Long.numberOfLeadingZeros(last));
  }
}
