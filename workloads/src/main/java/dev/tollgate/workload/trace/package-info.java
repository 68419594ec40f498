/**
 * Readers of kernel traces, of the plain allocation format, and of an IOMMU unit's own access log;
 * the join of a trace with such a log; and named guesses of what a device does where there is no
 * log.
 *
 * <p>Nothing here knows the simulator: a reader turns bytes of a file into events. See {@code
 * docs/traces.md} for the formats in words.
 */
@NullMarked
package dev.tollgate.workload.trace;

import org.jspecify.annotations.NullMarked;
