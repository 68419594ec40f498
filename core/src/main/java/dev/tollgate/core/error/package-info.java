/** The two ways a run ends badly: wrong input, or a model that contradicts itself. */
@NullMarked
package dev.tollgate.core.error;

import org.jspecify.annotations.NullMarked;
