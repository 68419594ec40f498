package dev.tollgate.core.allocator;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** A number for each call site that is asked for, made at the first request and kept. */
final class NumbersBySite {

  private static final int NONE = -1;

  private final IntUnaryOperator create;
  private int[] numbers = {NONE};

  /** Numbers, not negative, that {@code create} gives to call sites. */
  NumbersBySite(IntUnaryOperator create) {
    this.create = create;
  }

  int of(int site) {
    if (site >= numbers.length) {
      int known = numbers.length;
      numbers = Arrays.copyOf(numbers, Math.max(2 * known, site + 1));
      Arrays.fill(numbers, known, numbers.length, NONE);
    }
    int number = numbers[site];
    if (number == NONE) {
      number = create.applyAsInt(site);
      numbers[site] = number;
    }
    return number;
  }
}
