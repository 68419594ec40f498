/** Checks over all modules at once. */
@NullMarked
package dev.tollgate.architecture;

import org.jspecify.annotations.NullMarked;
