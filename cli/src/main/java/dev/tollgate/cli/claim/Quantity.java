package dev.tollgate.cli.claim;

import com.google.common.collect.ImmutableList;

/**
 * What is measured of a run: a metric or a sum of some, in parts of another if {@code per} is not
 * empty.
 *
 * @param of metrics that are added up
 * @param per metrics by whose sum they are divided; may be empty
 */
record Quantity(ImmutableList<String> of, ImmutableList<String> per) {

  /** {@code price.cycles.total per dma.maps}. */
  String text() {
    String sum = String.join(" + ", of);
    return per.isEmpty() ? sum : sum + " per " + String.join(" + ", per);
  }
}
