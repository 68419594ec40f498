/**
 * How guests call Xen: numbers, arguments, errors, prices, and calls that are cut and continued.
 */
@NullMarked
package dev.tollgate.hypervisor.xen.hypercall;

import org.jspecify.annotations.NullMarked;
