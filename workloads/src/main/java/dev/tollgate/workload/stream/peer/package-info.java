/** The machine at the other end: netperf on a client with CPU time of its own. */
@NullMarked
package dev.tollgate.workload.stream.peer;

import org.jspecify.annotations.NullMarked;
