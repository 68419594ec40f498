/** Experiment files, and the runs they ask for. */
@NullMarked
package dev.tollgate.cli.experiment;

import org.jspecify.annotations.NullMarked;
