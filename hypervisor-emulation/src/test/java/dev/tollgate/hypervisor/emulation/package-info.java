/** Tests of the hypervisors with an emulated IOMMU. */
@NullMarked
package dev.tollgate.hypervisor.emulation;

import org.jspecify.annotations.NullMarked;
