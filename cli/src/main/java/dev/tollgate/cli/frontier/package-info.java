/** Price against safety over all combinations: what nothing else beats, and what to take. */
@NullMarked
package dev.tollgate.cli.frontier;

import org.jspecify.annotations.NullMarked;
