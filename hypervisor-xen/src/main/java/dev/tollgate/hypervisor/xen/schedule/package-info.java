/** Who runs where and for how long: the credit scheduler over the machine's CPUs. */
@NullMarked
package dev.tollgate.hypervisor.xen.schedule;

import org.jspecify.annotations.NullMarked;
