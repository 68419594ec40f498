/**
 * The IOMMU behind Xen: the guest's side of the calls that fill it, Xen's side with its checks, and
 * the watch over frames that leave a domain while a device may still reach them.
 */
@NullMarked
package dev.tollgate.hypervisor.xen.iommu;

import org.jspecify.annotations.NullMarked;
