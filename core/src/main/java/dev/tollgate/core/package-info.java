/**
 * The simulated machine, the contracts that plugins implement, and the runs that bring both
 * together.
 */
@NullMarked
package dev.tollgate.core;

import org.jspecify.annotations.NullMarked;
