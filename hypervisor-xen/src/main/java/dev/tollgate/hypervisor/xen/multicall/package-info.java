/** Many hypercalls in one crossing: Xen's side, and the guest's lists of calls. */
@NullMarked
package dev.tollgate.hypervisor.xen.multicall;

import org.jspecify.annotations.NullMarked;
