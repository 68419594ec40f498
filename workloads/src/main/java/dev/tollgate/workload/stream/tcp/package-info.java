/**
 * TCP of one connection as two state machines, one for each direction: they know positions in the
 * stream and time, nothing of memory, packets or costs.
 */
@NullMarked
package dev.tollgate.workload.stream.tcp;

import org.jspecify.annotations.NullMarked;
