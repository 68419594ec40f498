/** Prices of the steps a model takes, and the ledger that adds them up by cause. */
@NullMarked
package dev.tollgate.core.cost;

import org.jspecify.annotations.NullMarked;
