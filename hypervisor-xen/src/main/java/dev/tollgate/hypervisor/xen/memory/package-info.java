/**
 * Page tables, M2P, TLBs and reservations of memory: Xen's calls, and the balloon driver on top.
 */
@NullMarked
package dev.tollgate.hypervisor.xen.memory;

import org.jspecify.annotations.NullMarked;
