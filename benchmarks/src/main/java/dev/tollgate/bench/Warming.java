package dev.tollgate.bench;

/**
 * Lets every IOMMU and policy run before one of them is measured, as in a program that compares
 * them: code compiled for one of them alone would flatter it.
 */
final class Warming {

  private static final int SINGLES = 1_000_000;
  private static final int SCATTERS = 50_000;

  private Warming() {}

  /** Runs all of them twice, in turn. */
  static void all() {
    for (int round = 0; round < 2; round++) {
      for (String combination : ProductPath.COMBINATIONS) {
        Ring ring = new Ring(ProductPath.of(combination));
        boolean reached = true;
        for (int i = 0; i < SINGLES; i++) {
          reached &= ring.single();
        }
        for (int i = 0; i < SCATTERS; i++) {
          reached &= ring.scatter();
        }
        if (!reached) {
          throw new IllegalStateException(combination + ": a device did not reach its buffer");
        }
      }
    }
  }
}
