/**
 * What split drivers are built on: grants, signals and lists of calls as domains use them, each by
 * the structures and hypercalls of the ABI.
 */
@NullMarked
package dev.tollgate.hypervisor.xen.split;

import org.jspecify.annotations.NullMarked;
