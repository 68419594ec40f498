/** Text files that workloads write. */
@NullMarked
package dev.tollgate.workload.text;

import org.jspecify.annotations.NullMarked;
