package dev.tollgate.cli.calibrate;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a calibration found; the content of {@code calibration.json}.
 *
 * @param title of the experiment
 * @param version of Tollgate
 * @param profile whose prices were fitted
 * @param name of the profile that was made
 * @param prices the fitted ones
 * @param targets what they were fitted to, and how far they are from it
 * @param evaluations sets of prices that were tried
 * @param claims every claim at the fitted prices, and at the ends of their ranges
 */
record CalibrationRecord(
    String title,
    String version,
    String profile,
    String name,
    List<FittedPrice> prices,
    List<Residual> targets,
    int evaluations,
    List<ClaimSensitivity> claims) {

  /** Copies what it is given. */
  CalibrationRecord {
    prices = ImmutableList.copyOf(prices);
    targets = ImmutableList.copyOf(targets);
    claims = ImmutableList.copyOf(claims);
  }

  /**
   * A fitted price, in cycles.
   *
   * @param initial what it was before
   */
  record FittedPrice(
      String step, BigDecimal from, BigDecimal to, BigDecimal initial, BigDecimal fitted) {}

  /**
   * A target.
   *
   * @param wanted the value that was fitted to; null if any in the claim's band would do
   * @param measured in the search's runs, at the fitted prices
   * @param residual measured minus wanted, or minus the nearest bound of the band; 0 within it
   */
  record Residual(
      String claim, @Nullable BigDecimal wanted, BigDecimal measured, BigDecimal residual) {}

  /**
   * A claim.
   *
   * @param measured at the fitted prices; null if it could not be measured
   * @param fittedTo whether it was a target; the others are predictions
   * @param influences of each price, fitted or watched
   */
  record ClaimSensitivity(
      String claim,
      @Nullable BigDecimal measured,
      boolean met,
      boolean fittedTo,
      List<Influence> influences) {

    /** Copies what it is given. */
    ClaimSensitivity {
      influences = ImmutableList.copyOf(influences);
    }
  }

  /**
   * What a price does to a claim, the other prices being the fitted ones.
   *
   * @param fitted whether the price was fitted, or only watched
   * @param low the claim at the low end of the price's range
   * @param high the claim at the high end
   * @param decides whether the verdict is not the same at both ends and at the fitted price
   */
  record Influence(String step, boolean fitted, End low, End high, boolean decides) {}

  /**
   * A claim with a price at one end of its range.
   *
   * @param price in cycles
   * @param measured null if it could not be measured
   */
  record End(BigDecimal price, @Nullable BigDecimal measured, boolean met) {}
}
