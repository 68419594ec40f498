/** What workloads measure in the same way. */
@NullMarked
package dev.tollgate.workload.metric;

import org.jspecify.annotations.NullMarked;
