/** Event channels: how domains, Xen and devices tell a domain that something happened. */
@NullMarked
package dev.tollgate.hypervisor.xen.event;

import org.jspecify.annotations.NullMarked;
