package dev.tollgate.bench;

/**
 * Lets every IOMMU and policy run before one of them is measured, as in a program that compares
 * them: code compiled for one of them alone would flatter it.
 */
final class Warming {

  private Warming() {}

  /** Runs all of them twice, in turn, for so many pages one by one and as many in lists. */
  static void all(int pages) {
    all(pages, true);
  }

  /** The same, with or without the safety meters. */
  static void all(int pages, boolean metered) {
    for (int round = 0; round < 2; round++) {
      for (String combination : ProductPath.COMBINATIONS) {
        Ring ring = new Ring(ProductPath.of(combination, metered));
        boolean reached = true;
        for (int i = 0; i < pages; i++) {
          reached &= ring.single();
        }
        for (int i = 0; i < pages / Ring.PAGES; i++) {
          reached &= ring.scatter();
        }
        if (!reached) {
          throw new IllegalStateException(combination + ": a device did not reach its buffer");
        }
      }
    }
  }
}
