/**
 * Grant tables, version 1: how a domain lets another one use its frames, map, unmap, copy and
 * transfer, on Xen's side and on the guest's.
 */
@NullMarked
package dev.tollgate.hypervisor.xen.grant;

import org.jspecify.annotations.NullMarked;
