package dev.tollgate.cli.calibrate;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.results.ClaimRecord;
import java.math.BigDecimal;

/** Runs the experiment with other settings and prices, and says what its claims measure then. */
@FunctionalInterface
interface Trial {

  /**
   * Runs it.
   *
   * @param settings {@code key=value} each
   * @param prices cycles by id of the step
   * @throws dev.tollgate.core.error.BadInputException if the settings make no sense
   */
  ImmutableList<ClaimRecord> claims(
      ImmutableList<String> settings, ImmutableMap<String, BigDecimal> prices);
}
