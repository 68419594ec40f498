/** The command line: the commands, and how they talk to the user. */
@NullMarked
package dev.tollgate.cli;

import org.jspecify.annotations.NullMarked;
