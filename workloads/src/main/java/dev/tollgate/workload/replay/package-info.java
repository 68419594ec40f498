/**
 * Workload {@code replay}: the mappings of a recorded trace made again, call by call, on the
 * simulated machine.
 */
@NullMarked
package dev.tollgate.workload.replay;

import org.jspecify.annotations.NullMarked;
