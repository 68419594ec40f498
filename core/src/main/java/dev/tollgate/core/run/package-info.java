/** One run: what was asked for, how it went and what it measured. */
@NullMarked
package dev.tollgate.core.run;

import org.jspecify.annotations.NullMarked;
