package dev.tollgate.core.iommu;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

/**
 * The size and shape of an {@link Iotlb}.
 *
 * @param entries translations it holds, 0 (no cache) to {@link #MAX_ENTRIES}
 * @param ways entries of one set; divides {@code entries}, with any whole number of sets. {@link
 *     #FULL} stands for all entries and is replaced by their number
 * @param replacement which entry of a full set gives way; {@link Replacement#PLRU} needs a power of
 *     two of ways
 */
public record IotlbGeometry(int entries, int ways, Replacement replacement) {

  /** Given as {@code ways}: one set of all entries, a fully associative cache. */
  public static final int FULL = 0;

  /** Largest number of entries. */
  public static final int MAX_ENTRIES = 1 << 24;

  /** Checks the shape. */
  public IotlbGeometry {
    requireNonNull(replacement, "replacement");
    checkArgument(
        entries >= 0 && entries <= MAX_ENTRIES,
        "an IOTLB has 0 to %s entries, not %s",
        MAX_ENTRIES,
        entries);
    if (ways == FULL || entries == 0) {
      ways = entries;
    }
    checkArgument(
        entries == 0 || (ways > 0 && entries % ways == 0),
        "an IOTLB of %s entries cannot have %s ways: the ways must divide the entries",
        entries,
        ways);
    checkArgument(
        replacement != Replacement.PLRU || Integer.bitCount(ways) <= 1,
        "an IOTLB with PLRU replacement needs a power of two of ways, not %s",
        ways);
  }

  /** A geometry with one set. */
  public static IotlbGeometry fullyAssociative(int entries, Replacement replacement) {
    return new IotlbGeometry(entries, FULL, replacement);
  }

  /** A geometry with one way, where a page has one place to be. */
  public static IotlbGeometry directMapped(int entries) {
    return new IotlbGeometry(entries, 1, Replacement.FIFO);
  }

  /** No cache: every look-up misses. */
  public static IotlbGeometry none() {
    return new IotlbGeometry(0, FULL, Replacement.FIFO);
  }

  /** Number of sets; 1 without entries. */
  public int sets() {
    return entries == 0 ? 1 : entries / ways;
  }
}
