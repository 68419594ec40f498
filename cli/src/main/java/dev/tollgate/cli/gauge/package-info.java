/** Figures that users name on the command line, and the amounts they hold them against. */
@NullMarked
package dev.tollgate.cli.gauge;

import org.jspecify.annotations.NullMarked;
