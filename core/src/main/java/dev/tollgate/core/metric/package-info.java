/** Figures and histograms that the parts of a run report. */
@NullMarked
package dev.tollgate.core.metric;

import org.jspecify.annotations.NullMarked;
