package dev.tollgate.cli.claim;

import dev.tollgate.cli.results.ClaimRecord.BandRecord;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The values at which a claim is met; null where there is no bound.
 *
 * @param atLeast smallest value
 * @param above lower bound that is not in the band
 * @param atMost largest value
 * @param below upper bound that is not in the band
 */
record Band(
    @Nullable BigDecimal atLeast,
    @Nullable BigDecimal above,
    @Nullable BigDecimal atMost,
    @Nullable BigDecimal below) {

  /** The lower bound, in the band or not. */
  @Nullable BigDecimal low() {
    return atLeast == null ? above : atLeast;
  }

  /** The upper bound, in the band or not. */
  @Nullable BigDecimal high() {
    return atMost == null ? below : atMost;
  }

  /** Whether no value lies in it. */
  boolean isEmpty() {
    BigDecimal low = low();
    BigDecimal high = high();
    if (low == null || high == null) {
      return false;
    }
    int order = low.compareTo(high);
    return order > 0 || (order == 0 && (above != null || below != null));
  }

  boolean contains(Fraction value) {
    return (atLeast == null || value.compareTo(Fraction.of(atLeast)) >= 0)
        && (above == null || value.compareTo(Fraction.of(above)) > 0)
        && (atMost == null || value.compareTo(Fraction.of(atMost)) <= 0)
        && (below == null || value.compareTo(Fraction.of(below)) < 0);
  }

  /** How far a value is from the nearest bound; below 0 outside the band. */
  Fraction margin(Fraction value) {
    BigDecimal low = low();
    BigDecimal high = high();
    Fraction fromLow = low == null ? null : value.minus(Fraction.of(low));
    Fraction fromHigh = high == null ? null : Fraction.of(high).minus(value);
    if (fromLow == null || fromHigh == null) {
      return fromLow != null ? fromLow : fromHigh != null ? fromHigh : Fraction.ZERO;
    }
    return fromLow.compareTo(fromHigh) < 0 ? fromLow : fromHigh;
  }

  BandRecord record() {
    return new BandRecord(atLeast, above, atMost, below);
  }
}
