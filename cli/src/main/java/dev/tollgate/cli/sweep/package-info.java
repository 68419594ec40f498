/** Running what an experiment planned, and keeping what comes of it. */
@NullMarked
package dev.tollgate.cli.sweep;

import org.jspecify.annotations.NullMarked;
