/**
 * What Xen knows of domains and of memory: who owns each machine frame and how it is used, the two
 * maps between machine frames and the frames that guests count, and how a guest's pointers lead to
 * memory.
 */
@NullMarked
package dev.tollgate.hypervisor.xen.domain;

import org.jspecify.annotations.NullMarked;
