package dev.tollgate.workload.advisor;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A set of classes and the slack that a demand would have with it.
 *
 * @param name what set it is, in a few words
 * @param alignment least alignment in bytes
 * @param classes the sizes
 * @param atPeak slack in bytes of what was held at the peak
 * @param onAverage slack in bytes of what was held on average
 * @param inTotal slack in bytes of all requests
 */
public record ClassSet(
    String name, int alignment, SizeClasses classes, long atPeak, long onAverage, long inTotal) {

  private static final ImmutableList<Integer> ALIGNMENTS = ImmutableList.of(8, 16, 32, 64, 128);

  /** How many classes more or less than the kernel's are tried. */
  private static final int MORE = 4;

  static ClassSet of(String name, int alignment, SizeClasses classes, List<SizeDemand> demand) {
    return new ClassSet(
        name,
        alignment,
        classes,
        classes.slack(demand, Weight.PEAK),
        classes.slack(demand, Weight.MEAN),
        classes.slack(demand, Weight.TOTAL));
  }

  /** The slack by a weight, in bytes. */
  public long slack(Weight weight) {
    return switch (weight) {
      case PEAK -> atPeak;
      case MEAN -> onAverage;
      case TOTAL -> inTotal;
    };
  }

  /** The kernel's classes at every least alignment that some machine has. */
  public static ImmutableList<ClassSet> byAlignment(List<SizeDemand> demand) {
    return ALIGNMENTS.stream()
        .map(
            alignment ->
                of("aligned to " + alignment, alignment, SizeClasses.slab(alignment), demand))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * The kernel's classes, then the best sets of as many, of fewer and of more classes: those of
   * powers of two alone at least.
   */
  public static ImmutableList<ClassSet> best(
      List<SizeDemand> demand, Weight weight, int alignment) {
    SizeClasses kernel = SizeClasses.slab(alignment);
    ClassOptimizer optimizer = new ClassOptimizer(demand, weight, alignment, true);
    ImmutableList.Builder<ClassSet> sets = ImmutableList.builder();
    sets.add(of("Linux 6.1's", alignment, kernel, demand));
    int most = Math.min(optimizer.most(), kernel.sizes().length() + MORE);
    int made = 0;
    for (int count = optimizer.fewest(); count <= most; count++) {
      SizeClasses classes = optimizer.best(count);
      if (classes.sizes().length() > made) {
        made = classes.sizes().length();
        sets.add(of("best " + made, alignment, classes, demand));
      }
    }
    return sets.build();
  }
}
