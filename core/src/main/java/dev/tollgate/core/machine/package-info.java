/** The simulated hardware: memory, page frames, CPUs, locks, and the events of simulated time. */
@NullMarked
package dev.tollgate.core.machine;

import org.jspecify.annotations.NullMarked;
