/**
 * A disk split between two domains: the front end in the guest, the back end in the domain that
 * owns the real disk.
 */
@NullMarked
package dev.tollgate.workload.split.block;

import org.jspecify.annotations.NullMarked;
