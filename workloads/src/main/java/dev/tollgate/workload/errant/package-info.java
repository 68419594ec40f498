/** A device that does not keep to what its driver entitled it to, and what it really reached. */
@NullMarked
package dev.tollgate.workload.errant;

import org.jspecify.annotations.NullMarked;
