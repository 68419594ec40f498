/**
 * The rings of split drivers: one page that two domains share, on which requests go one way and
 * responses the other.
 */
@NullMarked
package dev.tollgate.workload.split.ring;

import org.jspecify.annotations.NullMarked;
