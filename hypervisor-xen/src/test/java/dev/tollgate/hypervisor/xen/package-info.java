@NullMarked
package dev.tollgate.hypervisor.xen;

import org.jspecify.annotations.NullMarked;
