package dev.tollgate.cli.results;

/** The words for the parts that a run is put together from. */
final class Combination {

  /** Name of the IOMMU where there is none. */
  private static final String OFF = "off";

  /** Name of the allocator where there is none. */
  static final String NONE = "none";

  private Combination() {}

  /** {@code calgary/strict}, {@code off}, {@code slab}, {@code slab + calgary/strict}. */
  static String of(String iommu, String policy, String allocator) {
    String protection = iommu.equals(OFF) ? OFF : iommu + "/" + policy;
    if (allocator.equals(NONE)) {
      return protection;
    }
    return iommu.equals(OFF) ? allocator : allocator + " + " + protection;
  }
}
