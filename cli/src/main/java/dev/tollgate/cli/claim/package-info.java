/** Claims: sentences about results that an experiment states beforehand and its runs decide. */
@NullMarked
package dev.tollgate.cli.claim;

import org.jspecify.annotations.NullMarked;
