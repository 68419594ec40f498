package dev.tollgate.core.spi;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.machine.Machine;

/**
 * What an IOMMU is built into.
 *
 * @param machine memory for its tables, ledger for its steps, clock and events
 * @param devices the bus masters behind it, indexed by {@link Device#id()}
 * @param iotlb must hear of every fill and eviction of cached translations, with the domain that
 *     {@link Iommu#domainOf} names; give it to each {@link dev.tollgate.core.iommu.Iotlb}. Must
 *     hear, too, of whatever the unit's driver invalidates without being asked
 * @param demandedIoPages number of I/O pages the workload insists on, or 0 to use the parameters
 * @param seed for random replacement and the like
 */
public record IommuContext(
    Machine machine,
    ImmutableList<Device> devices,
    IotlbListener iotlb,
    long demandedIoPages,
    long seed) {}
