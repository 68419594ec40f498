/** Runs done again before a witness: what one buffer went through, and which are worth a look. */
@NullMarked
package dev.tollgate.cli.explain;

import org.jspecify.annotations.NullMarked;
