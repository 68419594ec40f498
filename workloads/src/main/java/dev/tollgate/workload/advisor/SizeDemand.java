package dev.tollgate.workload.advisor;

/**
 * The requests of one size, from one call site or from all.
 *
 * @param bytes bytes asked for, at least 1
 * @param allocations requests that were answered
 * @param heldAtPeak objects live when the bytes asked for and held, of all sizes, were most
 * @param heldOnAverage thousandths of objects live, averaged over the trace's time
 */
public record SizeDemand(long bytes, long allocations, long heldAtPeak, long heldOnAverage) {

  /** Units of {@link #heldOnAverage} in one object. */
  static final long THOUSANDTHS = 1000;

  /** How much it counts: allocations, objects, or thousandths of objects. */
  long weight(Weight weight) {
    return switch (weight) {
      case PEAK -> heldAtPeak;
      case MEAN -> heldOnAverage;
      case TOTAL -> allocations;
    };
  }

  /** This and another demand of the same size together. */
  SizeDemand plus(SizeDemand other) {
    return new SizeDemand(
        bytes,
        allocations + other.allocations,
        heldAtPeak + other.heldAtPeak,
        heldOnAverage + other.heldOnAverage);
  }
}
