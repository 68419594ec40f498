/**
 * The workload {@code disk}: disks, a block layer and a thin file system in simulated time, and the
 * benchmarks that run on them.
 */
@NullMarked
package dev.tollgate.workload.disk;

import org.jspecify.annotations.NullMarked;
