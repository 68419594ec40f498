/** Devices that are split between two guests of a hypervisor. */
@NullMarked
package dev.tollgate.workload.split;

import org.jspecify.annotations.NullMarked;
