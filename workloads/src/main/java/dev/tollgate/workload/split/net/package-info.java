/**
 * A network interface split between two domains: the front end in the guest, the back end in the
 * domain that owns the real interface.
 */
@NullMarked
package dev.tollgate.workload.split.net;

import org.jspecify.annotations.NullMarked;
