/** Replays of recorded memory allocations through an allocator. */
@NullMarked
package dev.tollgate.workload.kmem;

import org.jspecify.annotations.NullMarked;
