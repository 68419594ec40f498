package dev.tollgate.cli.calibrate;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a claim's measurement is fitted to.
 *
 * @param claim its id
 * @param wanted the value it should have; null if any value in the claim's band is as good as
 *     another
 */
record Target(String claim, @Nullable BigDecimal wanted) {}
