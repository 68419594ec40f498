package dev.tollgate.hypervisor.xen.iommu;

import dev.tollgate.hypervisor.xen.multicall.MulticallUse;

/**
 * How a domain and Xen deal with each other about the I/O table.
 *
 * @param form in what form the domain asks for entries
 * @param multicall when several calls become one; of no effect on {@link CallForm#ARRAY}
 * @param flushOnRelease whether the unit is made to forget what it may have cached before a frame
 *     leaves its domain
 */
public record IommuSettings(CallForm form, MulticallUse multicall, boolean flushOnRelease) {}
