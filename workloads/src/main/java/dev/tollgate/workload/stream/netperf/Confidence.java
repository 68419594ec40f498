package dev.tollgate.workload.stream.netperf;

/**
 * How sure of its result netperf has been asked to be ({@code -i}, {@code -I}). A simulated test
 * gives the same result each time unless its seed differs, so nobody has to wait for it; the banner
 * names it, as netperf's does.
 *
 * @param level 95 or 99 percent; 0 if nothing was asked for
 * @param interval width of the confidence interval as a share of the result: 0.05 is 5 %
 * @param fewest iterations
 * @param most iterations
 */
public record Confidence(int level, double interval, int fewest, int most) {

  /** One iteration, whatever comes out. */
  public static final Confidence NONE = new Confidence(0, 0.0, 1, 1);

  /** Whether anything was asked for. */
  public boolean asked() {
    return most > 1;
  }
}
