/**
 * What could be better about a kernel's kmalloc, told from a trace of its requests: its size
 * classes, its least alignment, and call sites that deserve a cache of their own.
 *
 * <p>{@link dev.tollgate.workload.advisor.KmallocDemand} reads the trace; the rest works on it and
 * predicts. Predictions count bytes inside objects only; what whole pages come of it, a replay
 * tells.
 */
@NullMarked
package dev.tollgate.workload.advisor;

import org.jspecify.annotations.NullMarked;
