/** The Xen hypervisor as a whole: every part of it, and the plugin that brings it. */
@NullMarked
package dev.tollgate.hypervisor.xen;

import org.jspecify.annotations.NullMarked;
