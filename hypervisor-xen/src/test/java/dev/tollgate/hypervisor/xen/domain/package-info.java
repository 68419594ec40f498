@NullMarked
package dev.tollgate.hypervisor.xen.domain;

import org.jspecify.annotations.NullMarked;
