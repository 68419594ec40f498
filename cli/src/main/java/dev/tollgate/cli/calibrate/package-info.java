/** Fits prices that no source gives to claims, and says how much the other claims rest on them. */
@NullMarked
package dev.tollgate.cli.calibrate;

import org.jspecify.annotations.NullMarked;
